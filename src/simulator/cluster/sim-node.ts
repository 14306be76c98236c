import type { Effect, MeshEvent } from '../../gossip/engine/effect.ts'
import type { Engine } from '../../gossip/engine/engine.ts'
import type { Command, Input } from '../../gossip/engine/input.ts'
import type { Scheduler } from '../world/scheduler.ts'
import { type NodeClock, TRUE_CLOCK } from './node-clock.ts'

type SendEffect = Effect & { readonly kind: 'send' }

export interface NodeSurroundings {
  readonly scheduler: Scheduler
  readonly clock?: NodeClock
  send(from: SimNode, effect: SendEffect): void
  onEvent(node: SimNode, event: MeshEvent): void
}

/**
 * One process with the real engine in it: feeds frames, commands and wake-ups, carries out effects, can be killed and
 * stalled. A stalled process takes nothing in; when it goes on its timers come first and then what has piled up, as in a
 * process that was stopped by a signal. The engine knows only the machine's own clock.
 */
export class SimNode {
  readonly address: string
  readonly name: string
  readonly generation: number
  readonly engine: Engine
  readonly #around: NodeSurroundings
  readonly #clock: NodeClock
  #alive = true
  #stalled = false
  #mute = false
  readonly #piledUp: Input[] = []
  readonly #heldBack: SendEffect[] = []
  #wakeAtMs = Number.POSITIVE_INFINITY
  #cancelWake: (() => void) | undefined
  /** What the clock showed last: it never goes back. */
  #shownMs = Number.NEGATIVE_INFINITY
  framesSent = 0
  bytesSent = 0
  /** Frames by the address they went to. */
  readonly framesTo = new Map<string, number>()
  largestFrame = 0

  constructor(name: string, address: string, generation: number, engine: Engine, around: NodeSurroundings) {
    this.name = name
    this.address = address
    this.generation = generation
    this.engine = engine
    this.#around = around
    this.#clock = around.clock ?? TRUE_CLOCK
    this.#armWake()
  }

  get isAlive(): boolean {
    return this.#alive
  }

  command(command: Command): void {
    this.#take(command)
  }

  receive(from: string, bytes: Uint8Array): void {
    this.#take({ kind: 'frame', from, bytes })
  }

  unreachable(address: string): void {
    this.#take({ kind: 'unreachable', address })
  }

  get isStalled(): boolean {
    return this.#stalled
  }

  kill(): void {
    this.#alive = false
    this.#cancelWake?.()
  }

  stall(): void {
    this.#stalled = true
  }

  /** Its timers run on, but no frame gets in or out: as if it were too busy to read and write its sockets. */
  mute(): void {
    this.#mute = true
  }

  goOn(): void {
    this.#stalled = false
    this.#mute = false
    if (!this.#alive) return
    for (const effect of this.#heldBack.splice(0)) this.#around.send(this, effect)
    if (this.engine.nextWakeMs() <= this.localMs()) this.#step({ kind: 'wake' })
    for (const input of this.#piledUp.splice(0)) this.#step(input)
    this.#armWake()
  }

  /** What this machine's clock shows. */
  localMs(): number {
    const ms = clockMs(this.#clock, this.#around.scheduler.nowMs)
    this.#shownMs = Math.max(this.#shownMs, ms)
    return this.#shownMs
  }

  #take(input: Input): void {
    if (!this.#alive) return
    if (this.#stalled || (this.#mute && input.kind === 'frame')) {
      this.#piledUp.push(input)
      return
    }
    this.#step(input)
    this.#armWake()
  }

  #step(input: Input): void {
    for (const effect of this.engine.step(this.localMs(), input)) {
      if (effect.kind === 'event') this.#around.onEvent(this, effect.event)
      if (effect.kind !== 'send') continue
      this.framesSent += 1
      this.bytesSent += effect.bytes.length
      this.framesTo.set(effect.to, (this.framesTo.get(effect.to) ?? 0) + 1)
      this.largestFrame = Math.max(this.largestFrame, effect.bytes.length)
      if (this.#mute) this.#heldBack.push(effect)
      else this.#around.send(this, effect)
    }
  }

  #armWake(): void {
    const atMs = this.engine.nextWakeMs()
    if (atMs === this.#wakeAtMs && this.#cancelWake) return
    this.#cancelWake?.()
    this.#wakeAtMs = atMs
    const { offsetMs, rate } = this.#clock
    this.#cancelWake = this.#around.scheduler.at((atMs - offsetMs) / rate, () => {
      this.#cancelWake = undefined
      // A stalled process finds out when it goes on.
      if (this.#stalled || !this.#alive) return
      // Converted back, the moment may lie a rounding error before the one that was asked for.
      this.#shownMs = Math.max(this.#shownMs, atMs)
      this.#step({ kind: 'wake' })
      this.#armWake()
    })
  }
}

/** What a clock shows at a moment of virtual time. */
export function clockMs({ offsetMs, rate }: NodeClock, nowMs: number): number {
  return offsetMs + nowMs * rate
}
