import { type RandomStream, seededStream } from '../../../base/rng.ts'
import { BenchClient } from '../client/bench-client.ts'
import { ProtocolFaults } from '../client/protocol-faults.ts'
import type { Reply } from '../client/reply.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import type { Load, LoadKind } from '../load/load.ts'
import { INIT_OK, TOPOLOGY_OK } from '../load/shapes.ts'
import { Journal, type NetStats } from '../network/journal.ts'
import { Nemesis } from '../network/nemesis.ts'
import { Network } from '../network/network.ts'
import { topologyOf } from '../network/topologies.ts'
import { attachServices } from '../services/attach-services.ts'
import { agreementOf, type AgreementVerdict } from './agreement.ts'
import { type NodeSide, RunError } from './node-side.ts'
import { OpStreams } from './op-streams.ts'
import { Recorder } from './recorder.ts'
import type { RunOptions } from './run-options.ts'
import { CLIENT_TIMEOUT_MS, INIT_TIMEOUT_MS, QUIET_MS, SETTLE_MS } from './time-limits.ts'
import { Visibility } from './visibility.ts'
import { callerOf, Worker } from './workers.ts'

const SECOND_MS = 1_000
/** What was accepted last, or in a partition, becomes visible after the end of the load. */
const PROBE_LONGER_MS = 5_000

/** What a run leaves behind, to be judged and shown. */
export interface RunRecord {
  readonly options: RunOptions
  readonly load: Load
  readonly recorder: Recorder
  readonly journal: Journal
  readonly net: NetStats
  readonly nemesis: Nemesis
  readonly faults: ProtocolFaults
  readonly agreement: AgreementVerdict | undefined
  readonly visibility: Visibility | undefined
  /** When the load began. */
  readonly beganMs: number
}

export type RunEnd =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly error: Error }

/**
 * One run from the first `init` to the last read: nodes, load, faults, healing, final operations, agreement. It never
 * waits; whoever owns the clock makes it go on.
 */
export class BenchRun {
  readonly #options: RunOptions
  readonly #kind: LoadKind
  readonly #clock: BenchClock
  readonly #side: NodeSide
  readonly #onEnd: (end: RunEnd) => void
  readonly #network: Network
  readonly #journal: Journal
  readonly #nodes: readonly string[]
  readonly #recorder: Recorder
  readonly #load: Load
  readonly #nemesis: Nemesis
  readonly #faults = new ProtocolFaults()
  readonly #visibility: Visibility | undefined
  #workers: readonly Worker[] = []
  #clients = 0
  #isOver = false
  #isProbing = false
  #net: NetStats
  #beganMs = 0

  constructor(
    options: RunOptions,
    kind: LoadKind,
    clock: BenchClock,
    side: NodeSide,
    onEnd: (end: RunEnd) => void,
  ) {
    this.#options = options
    this.#kind = kind
    this.#clock = clock
    this.#side = side
    this.#onEnd = onEnd
    this.#journal = new Journal(options.keepJournal)
    this.#net = this.#journal.stats(0)
    const random = (name: string): RandomStream => seededStream(options.seed, name)
    this.#network = new Network(clock, options, random('network'), this.#journal)
    attachServices(this.#network, random)
    this.#nodes = Array.from({ length: options.nodeCount }, (_, index) => `n${index}`)
    this.#recorder = new Recorder(() => clock.nowMs())
    this.#load = kind.create({
      options,
      random: random('load'),
      nowMs: () => clock.nowMs(),
      nextOrder: () => this.#recorder.nextOrder(),
    })
    this.#nemesis = new Nemesis(
      clock,
      this.#network,
      this.#nodes,
      random('nemesis'),
      options.nemesisIntervalMs,
    )
    this.#visibility = options.probeMs > 0 ? new Visibility(options.nodeCount, options.probeMs) : undefined
  }

  get faults(): ProtocolFaults {
    return this.#faults
  }

  start(): void {
    for (const id of this.#nodes) this.#side.start(id, this.#network, (why) => this.fail(why))
    const init = (node: string, done: (reply: Reply) => void) =>
      this.#openClient().call(
        node,
        { type: 'init', node_id: node, node_ids: this.#nodes },
        INIT_OK,
        INIT_TIMEOUT_MS,
        done,
      )
    this.#each(init, 'init', () => (this.#kind.needsTopology ? this.#tellTopology() : this.#beginLoad()))
  }

  /** Ends the run before its time. */
  fail(why: string): void {
    this.#end({ ok: false, error: new RunError(why) })
  }

  #tellTopology(): void {
    const topology = topologyOf(this.#options.topology, this.#nodes)
    const request = { type: 'topology', topology }
    this.#each(
      (node, done) => this.#openClient().call(node, request, TOPOLOGY_OK, CLIENT_TIMEOUT_MS, done),
      'topology',
      () => this.#beginLoad(),
    )
  }

  /** Asks every node; goes on when all have agreed. */
  #each(ask: (node: string, done: (reply: Reply) => void) => void, what: string, next: () => void): void {
    let missing = this.#nodes.length
    for (const node of this.#nodes) {
      ask(node, (reply) => {
        missing -= 1
        if (reply.kind === 'timeout') this.fail(`${node} did not answer "${what}" in time`)
        else if (reply.kind !== 'ok') this.fail(`${node} did not accept "${what}": ${JSON.stringify(reply)}`)
        else if (missing === 0 && !this.#isOver) next()
      })
    }
  }

  #beginLoad(): void {
    const { concurrency, rate, timeLimitMs, partitions, seed } = this.#options
    this.#beganMs = this.#clock.nowMs()
    const parts = {
      load: this.#load,
      recorder: this.#recorder,
      openClient: () => this.#openClient(),
      after: (delayMs: number, fire: () => void) => void this.#clock.after(delayMs, fire),
      concurrency,
    }
    this.#workers = Array.from(
      { length: concurrency },
      (_, index) => new Worker(index, `n${index % this.#nodes.length}`, parts),
    )
    const streams = new OpStreams(this.#clock, seededStream(seed, 'streams'), this.#workers)
    streams.start({ meanGapMs: SECOND_MS / rate, draw: () => this.#load.next() })
    const { crashEveryMs } = this.#load
    if (crashEveryMs !== undefined)
      streams.start({ meanGapMs: crashEveryMs / concurrency, draw: () => ({ f: 'crash', value: null }) })
    if (partitions) this.#nemesis.start()
    this.#isProbing = true
    this.#startProbes()
    this.#clock.after(timeLimitMs, () => streams.stop(() => this.#heal()))
    this.#clock.after(timeLimitMs + PROBE_LONGER_MS, () => (this.#isProbing = false))
  }

  #heal(): void {
    this.#nemesis.stop()
    const { finalPlan, stateOf } = this.#load
    if (!finalPlan && !stateOf) return this.#finish(undefined)
    this.#clock.after(QUIET_MS, () => (finalPlan ? this.#finals(finalPlan) : this.#compare()))
    return undefined
  }

  #finals(plan: NonNullable<Load['finalPlan']>): void {
    let missing = this.#workers.length
    for (const worker of this.#workers) {
      worker.follow(plan(), () => {
        missing -= 1
        if (missing === 0) this.#compare()
      })
    }
  }

  /** What comes now is no part of the figures. */
  #compare(): void {
    this.#net = this.#journal.stats(this.#recorder.count)
    this.#isProbing = false
    const { stateOf } = this.#load
    if (stateOf) this.#clock.after(SETTLE_MS, () => this.#askAll(stateOf))
    else this.#finish(undefined)
  }

  #askAll(stateOf: NonNullable<Load['stateOf']>): void {
    const states = new Map<string, string | undefined>()
    for (const node of this.#nodes) {
      const caller = callerOf(this.#openClient(), node, -1)
      stateOf(caller, (state) => {
        states.set(node, state)
        if (states.size === this.#nodes.length) this.#finish(agreementOf(states))
      })
    }
  }

  #finish(agreement: AgreementVerdict | undefined): void {
    if (!agreement) this.#net = this.#journal.stats(this.#recorder.count)
    const record = {
      options: this.#options,
      load: this.#load,
      recorder: this.#recorder,
      journal: this.#journal,
      net: this.#net,
      nemesis: this.#nemesis,
      faults: this.#faults,
      agreement,
      visibility: this.#visibility,
      beganMs: this.#beganMs,
    }
    this.#end({ ok: true, record })
  }

  #startProbes(): void {
    const visibility = this.#visibility
    if (!visibility || !this.#load.probe) return
    for (const node of this.#nodes) {
      const probe = this.#load.probe()
      const caller = callerOf(this.#openClient(), node, -1)
      const again = () => {
        if (!this.#isProbing) return
        const saw = (item: string) => visibility.saw(item, node, this.#clock.nowMs())
        probe(caller, saw, () => this.#clock.after(this.#options.probeMs, again))
      }
      again()
    }
  }

  #openClient(): BenchClient {
    return new BenchClient(`c${this.#clients++}`, this.#network, this.#clock, this.#faults)
  }

  #end(end: RunEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#side.stop()
    this.#onEnd(end)
  }
}
