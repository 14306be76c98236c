import { between, type RandomStream } from '../../../base/rng.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import { drawGrudge } from './grudges.ts'
import type { Network } from './network.ts'

export interface NemesisEvent {
  readonly atMs: number
  readonly what: 'partition' | 'heal'
}

/** Cuts the servers apart and lets them come together, in turns. */
export class Nemesis {
  readonly events: NemesisEvent[] = []
  readonly #clock: BenchClock
  readonly #network: Network
  readonly #nodes: readonly string[]
  readonly #random: RandomStream
  readonly #intervalMs: number
  #callOff: (() => void) | undefined

  constructor(
    clock: BenchClock,
    network: Network,
    nodes: readonly string[],
    random: RandomStream,
    intervalMs: number,
  ) {
    this.#clock = clock
    this.#network = network
    this.#nodes = nodes
    this.#random = random
    this.#intervalMs = intervalMs
  }

  start(): void {
    this.#later(() => {
      this.#network.partition(drawGrudge(this.#nodes, this.#random))
      this.events.push({ atMs: this.#clock.nowMs(), what: 'partition' })
      this.#later(() => {
        this.#heal()
        this.start()
      })
    })
  }

  /** Heals for good. */
  stop(): void {
    this.#callOff?.()
    if (this.events.at(-1)?.what === 'partition') this.#heal()
  }

  #heal(): void {
    this.#network.heal()
    this.events.push({ atMs: this.#clock.nowMs(), what: 'heal' })
  }

  #later(fire: () => void): void {
    this.#callOff = this.#clock.after(between(this.#random, 0, 2 * this.#intervalMs), fire)
  }
}
