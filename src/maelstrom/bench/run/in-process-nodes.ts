import { between, integerBelow, seededStream } from '../../../base/rng.ts'
import { errorMessage } from '../../../base/errors.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import type { ProtocolFaults } from '../client/protocol-faults.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import type { Network } from '../network/network.ts'
import type { NodeSide } from './node-side.ts'
import type { RunOptions } from './run-options.ts'

/** The virtual machines' clocks begin in the ten seconds after this: what goes by the clock is at any point when a run begins. */
const EPOCH_MS = Date.UTC(2020, 0, 1)
const SPREAD_MS = 10_000
const LOG_LINES_KEPT = 1_000

/** Nodes as functions of this process, each with its own random stream, on the time of the run. */
export class InProcessNodes implements NodeSide {
  readonly logs = new Map<string, string[]>()
  readonly #program: NodeProgram
  readonly #clock: BenchClock
  readonly #seed: number
  readonly #clockErrorMs: number
  readonly #epochMs: number
  readonly #faults: () => ProtocolFaults
  #isStopped = false

  constructor(
    program: NodeProgram,
    clock: BenchClock,
    { seed, clockErrorMs }: Pick<RunOptions, 'seed' | 'clockErrorMs'>,
    faults: () => ProtocolFaults,
  ) {
    this.#program = program
    this.#clock = clock
    this.#seed = seed
    this.#clockErrorMs = clockErrorMs
    this.#epochMs = EPOCH_MS + integerBelow(seededStream(seed, 'epoch'), SPREAD_MS)
    this.#faults = faults
  }

  start(id: string, network: Network, onDeath: (why: string) => void): void {
    const log: string[] = []
    this.logs.set(id, log)
    const guarded = (act: () => void) => {
      if (this.#isStopped) return
      try {
        act()
      } catch (error) {
        onDeath(
          `${id} crashed: ${errorMessage(error)}${log.length > 0 ? `\n${log.slice(-32).join('\n')}` : ''}`,
        )
      }
    }
    const errorMs = this.#clockErrorMs * between(seededStream(this.#seed, `clock of ${id}`), -1, 1)
    const node = this.#program({
      nowMs: () => this.#epochMs + errorMs + this.#clock.nowMs(),
      after: (ms, fire) => this.#clock.after(ms, () => guarded(fire)),
      random: seededStream(this.#seed, `node ${id}`),
      send: (message) => {
        if (message.src !== id) this.#faults().add('wrong-source', `${id} sent as ${message.src}`)
        const fault = network.send(message)
        if (fault !== undefined) this.#faults().add('unknown-destination', fault)
      },
      log: (line) => {
        log.push(line)
        if (log.length > LOG_LINES_KEPT) log.shift()
      },
    })
    network.attach(id, (message) => guarded(() => node.receive(message)))
  }

  stop(): void {
    this.#isStopped = true
  }
}
