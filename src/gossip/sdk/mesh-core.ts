import { OverloadedError } from '../../base/errors.ts'
import type { RandomStream } from '../../base/rng.ts'
import { sleep } from '../../base/sleep.ts'
import type { EngineConfig } from '../engine/config.ts'
import type { MeshEvent } from '../engine/effect.ts'
import { Engine } from '../engine/engine.ts'
import type { Command } from '../engine/input.ts'
import { isLive } from '../membership/member-table.ts'
import { EngineHost, type HostTimers } from '../transport/host.ts'
import type { Transport } from '../transport/transport.ts'
import { EngineSeat } from './engine-seat.ts'
import { NodeClosedError } from './errors.ts'
import type { Generations } from './generations.ts'
import { overheard } from './overheard-transport.ts'

export interface CoreParts {
  readonly name: string
  readonly config: EngineConfig
  readonly transport: Transport
  readonly generations: Generations
  readonly generation: number
  readonly random: RandomStream
  readonly timers: HostTimers
}

export interface CoreEvents {
  onEvent(event: MeshEvent): void
  onUnreachable(address: string, reason: string): void
  /** A peer broke the rules of the transport. */
  onLinkFault(address: string, reason: string): void
  /** The node has a new generation, and nothing of what it said before: `old` still holds that. */
  onReborn(old: Engine): void
  onError(error: unknown): void
  onBroken(error: unknown): void
}

/** Something new leaves with the next push; that one may be a moment late. */
const PUSHES = 2
/** Beyond the time that the engine takes to say farewell. */
const LEAVE_SLACK_MS = 1_000

/** The engine and what runs it: its host, the transport under it, the number of its start. */
export class MeshCore {
  readonly #parts: CoreParts
  readonly #events: CoreEvents
  readonly #seat: EngineSeat
  readonly #host: EngineHost<Command, MeshEvent>
  readonly #left = Promise.withResolvers<void>()
  #state: 'running' | 'leaving' | 'closed' = 'running'
  #why = ''
  #isRaising = false
  /** When the engine will have pushed everything that it was told to so far. */
  #pushedAtMs = Number.NEGATIVE_INFINITY

  constructor(parts: CoreParts, events: CoreEvents) {
    this.#parts = parts
    this.#events = events
    const { transport, timers, generation } = parts
    this.#seat = new EngineSeat(() => this.#newEngine(generation))
    this.#host = new EngineHost<Command, MeshEvent>({
      engine: this.#seat,
      transport: overheard(transport, (address, reason) => events.onUnreachable(address, reason)),
      timers,
      onEvent: (event) => {
        if (event.kind === 'left') this.#left.resolve()
        events.onEvent(event)
      },
      onListenerError: (error) => events.onError(error),
      onLinkFault: (address, reason) => events.onLinkFault(address, reason),
      onBroken: (error) => events.onBroken(error),
    })
  }

  get engine(): Engine {
    return this.#seat.engine
  }

  get address(): string {
    return this.#parts.transport.address
  }

  get refusedInputs(): number {
    return this.#host.refusedInputs
  }

  get isOpen(): boolean {
    return this.#state === 'running'
  }

  start(): Promise<void> {
    return this.#host.start()
  }

  /** For what a program asks for: it learns if that cannot be done. */
  command(command: Command): void {
    this.checkOpen()
    this.#note(command)
    if (!this.#host.command(command))
      throw new OverloadedError('too much is asked of this node in one turn: go on in a later one')
  }

  /** For what follows from something else, and is done again or not missed. */
  offer(command: Command): void {
    if (this.#state !== 'running') return
    this.#note(command)
    this.#host.command(command)
  }

  /** What was changed last has left the engine when this resolves. */
  async flushed(): Promise<void> {
    const { timers } = this.#parts
    const waitMs = this.#pushedAtMs - timers.monotonicNowMs()
    if (this.#state === 'running' && waitMs > 0) await sleep(timers.arm, waitMs)
  }

  checkOpen(): void {
    if (this.#state !== 'running')
      throw new NodeClosedError(
        `the node "${this.#parts.name}" ${this.#why || 'has left the mesh'}: create another one`,
      )
  }

  /** The mesh knows a later start of this name: begins anew above it. */
  async raise(above: number): Promise<void> {
    if (this.#isRaising) return
    this.#isRaising = true
    try {
      const generation = await this.#parts.generations.next(above)
      if (this.#state !== 'running') return
      const old = this.engine
      this.#seat.replace(this.#newEngine(generation))
      this.#events.onReborn(old)
    } finally {
      this.#isRaising = false
    }
  }

  /** Resolves when the others have been told, at the latest after a bound. */
  async leave(): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'running') {
      this.#host.command({ kind: 'leave' })
      this.#state = 'leaving'
      const { config, timers } = this.#parts
      const disarm = timers.arm(config.leaveMs + LEAVE_SLACK_MS, () => this.#left.resolve())
      void this.#left.promise.then(disarm)
    }
    await this.#left.promise
  }

  async stop(why: string): Promise<void> {
    this.#state = 'closed'
    this.#why ||= why
    this.#left.resolve()
    await this.#host.stop()
  }

  /** Others that are not gone. */
  liveAddresses(engine = this.engine): string[] {
    const others = engine.members().filter(({ name, status }) => name !== this.#parts.name && isLive(status))
    return others.map(({ address }) => address)
  }

  #note({ kind }: Command): void {
    if (kind !== 'set' && kind !== 'delete' && kind !== 'broadcast') return
    this.#pushedAtMs = this.#parts.timers.monotonicNowMs() + PUSHES * this.#parts.config.pushGapMs
  }

  #newEngine(generation: number): Engine {
    const { name, config, random, timers } = this.#parts
    return new Engine(config, { name, address: this.address, generation }, random, timers.monotonicNowMs())
  }
}
