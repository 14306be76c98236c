import type { Arm } from '../../base/sleep.ts'
import type { EngineEffect, EngineInput, MeshEngine } from '../engine/port.ts'
import type { Address, Transport } from './transport.ts'

export interface HostTimers {
  /** Milliseconds of a clock that never goes back. */
  monotonicNowMs(): number
  readonly arm: Arm
}

export interface HostOptions<Command, Event> {
  readonly engine: MeshEngine<Command, Event>
  readonly transport: Transport
  readonly timers: HostTimers
  /** May call commands; they run when the effects of the present step are carried out. */
  readonly onEvent: (event: Event) => void
  /** `onEvent` has thrown; the node goes on. */
  readonly onListenerError: (error: unknown) => void
  readonly onLinkFault?: (address: Address, reason: string) => void
  /** The engine has thrown: an invariant is broken, and the host has stopped. */
  readonly onBroken: (error: unknown) => void
}

/** Inputs that wait while one is worked on: only what listeners ask for meanwhile can be among them. */
export const MAX_WAITING_INPUTS = 1_024

/** How long what is sent last may take to leave. */
export const CLOSE_DEADLINE_MS = 2_000

/**
 * Runs an engine: hands it what happens, does what it says, in order, and wakes it when it wants. One input at a time; one
 * timer. It is the same in production, in the simulator and under test: transport and timers differ.
 */
export class EngineHost<Command, Event> {
  readonly #options: HostOptions<Command, Event>
  readonly #waiting: Array<EngineInput<Command>> = []
  #state: 'new' | 'running' | 'stopped' = 'new'
  #busy = false
  #refused = 0
  #wakeAtMs = Infinity
  #disarm: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(options: HostOptions<Command, Event>) {
    this.#options = options
  }

  /** Inputs that found no room. */
  get refusedInputs(): number {
    return this.#refused
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new Error('a host starts once; make another one')
    await this.#options.transport.listen({
      onFrame: (from, bytes) => void this.#take({ kind: 'frame', from, bytes }),
      onUnreachable: (address) => void this.#take({ kind: 'unreachable', address }),
      onFault: (address, reason) => this.#tell(() => this.#options.onLinkFault?.(address, reason)),
    })
    // It may have been stopped meanwhile.
    if (this.#state !== 'new') return
    this.#state = 'running'
    this.#drain()
  }

  /** false: the host does not run, or too much waits. */
  command(command: Command): boolean {
    return this.#take(command)
  }

  /** Final. What was sent before still leaves, within `deadlineMs`. */
  stop(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    this.#state = 'stopped'
    this.#waiting.length = 0
    this.#disarm?.()
    this.#disarm = undefined
    this.#closing ??= this.#options.transport.close(deadlineMs)
    return this.#closing
  }

  #take(input: EngineInput<Command>): boolean {
    const full = this.#waiting.length >= MAX_WAITING_INPUTS
    if (full) this.#refused++
    if (this.#state === 'stopped' || full) return false
    // Frames may come before `start` has returned; they wait for it.
    this.#waiting.push(input)
    if (this.#state === 'running' && !this.#busy) this.#drain()
    return true
  }

  #drain(): void {
    this.#busy = true
    try {
      for (let input = this.#waiting.shift(); input !== undefined; input = this.#waiting.shift()) {
        for (const effect of this.#options.engine.step(this.#options.timers.monotonicNowMs(), input)) {
          this.#carryOut(effect)
        }
      }
      this.#rearm()
    } catch (error) {
      void this.stop(0)
      this.#options.onBroken(error)
    } finally {
      this.#busy = false
    }
  }

  #carryOut(effect: EngineEffect<Event>): void {
    if (this.#state !== 'running') return
    const { transport, onEvent } = this.#options
    switch (effect.kind) {
      case 'send':
        return transport.send(effect.to, effect.bytes, effect.urgent ? 'probe' : 'bulk')
      case 'close':
        return transport.drop(effect.address, effect.reason)
      case 'event':
        return this.#tell(() => onEvent(effect.event))
    }
  }

  #tell(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      this.#options.onListenerError(error)
    }
  }

  #rearm(): void {
    if (this.#state !== 'running') return
    const { engine, timers } = this.#options
    const atMs = engine.nextWakeMs()
    if (atMs === this.#wakeAtMs && this.#disarm) return
    this.#disarm?.()
    this.#disarm = undefined
    this.#wakeAtMs = atMs
    if (atMs !== Infinity) this.#disarm = timers.arm(Math.max(0, atMs - timers.monotonicNowMs()), this.#wake)
  }

  readonly #wake = (): void => {
    this.#disarm = undefined
    const early = this.#options.timers.monotonicNowMs() < this.#wakeAtMs
    // A timer with a bound fires before its time; it is then armed for the rest.
    if (early) this.#rearm()
    else this.#take({ kind: 'wake' })
  }
}
