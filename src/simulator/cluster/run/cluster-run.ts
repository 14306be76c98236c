import type { Violation } from '../../world/violation.ts'
import { type RandomStream, integerBelow, seededStream } from '../../../base/rng.ts'
import { type EngineConfig, presetConfig } from '../../../gossip/engine/config.ts'
import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import { DEFAULT_STATE_OPTIONS } from '../../../gossip/state/options.ts'
import { nodeName } from '../../schedule/node-set.ts'
import { addCounts } from '../../world/tally.ts'
import { Trace } from '../../world/trace.ts'
import type { ClusterRunOptions } from '../cluster-options.ts'
import type { AccuracySample, ClusterObserver, ClusterReport, TimelineKind } from '../cluster-report.ts'
import { ClusterWorld } from '../cluster-world.ts'
import { Generations } from '../generations.ts'
import { joinBySeeds } from '../join-seeds.ts'
import { drawClock } from '../node-clock.ts'
import { isSettled, unsettledMembers } from '../settled-members.ts'
import type { SimNode } from '../sim-node.ts'
import { Supervisor } from '../supervisor.ts'
import { SOUND_FRAMES } from '../wire-faults.ts'
import { accuracyOf } from './accuracy.ts'
import { BroadcastWatch } from './broadcast-watch.ts'
import { DeathWatch } from './death-watch.ts'
import { frameText } from './frame-text.ts'
import { KeyPrograms } from './key-programs.ts'
import { KeyWatch } from './key-watch.ts'
import { MistakeCount } from './mistake-count.ts'
import { ScheduledFaults } from './scheduled-faults.ts'
import { TimelineLog, timelineEvent } from './timeline-log.ts'
import { TrafficCount } from './traffic-count.ts'
import { viewsOf } from './views.ts'

/** How long settling after healing may take, in probe intervals. */
const SETTLE_LIMIT_INTERVALS = 600
/** How long the mesh is given to form after the last has asked to join, before the clock of the report begins. */
const FORM_INTERVALS = 30
/** How finely forming and settling are measured, in intervals. */
const STEP_INTERVALS = 1
const MAX_SAMPLES = 100
const MIN_SAMPLES = 10
/** Looking at every view of everyone costs as many steps: fewer samples for many nodes. */
const SAMPLED_PAIRS = 20_000_000
/** By how much a clock that drifts by 100 % would show another day time. */
const SKEW_MS = 10_000

/** One run, in its three parts. */
export class ClusterRun {
  readonly #options: ClusterRunOptions
  readonly #observer: ClusterObserver
  readonly #config: EngineConfig
  readonly #world: ClusterWorld
  readonly #trace: Trace
  readonly #timeline: TimelineLog
  readonly #faults: ScheduledFaults
  readonly #mistakes: MistakeCount
  readonly #keys: KeyPrograms
  readonly #supervisor: Supervisor
  readonly #deaths = new DeathWatch()
  readonly #broadcasts = new BroadcastWatch()
  readonly #keyWatch = new KeyWatch()
  readonly #traffic = new TrafficCount()
  readonly #generations = new Generations()
  readonly #accuracy: AccuracySample[] = []
  readonly #unreadable: Violation[] = []
  readonly #zeroMs: number
  #formedAfterMs: number | undefined
  #settledAfterMs: number | undefined
  #phase: 'forming' | 'playing' | 'healing' = 'forming'
  #messages = 0

  constructor(options: ClusterRunOptions, observer: ClusterObserver) {
    this.#options = options
    this.#observer = observer
    this.#config = configOf(options)
    this.#zeroMs = options.joinWithinMs + FORM_INTERVALS * this.#intervalMs
    const { seed, nodes, links, reportsDown, driftShare, merge, schedule } = options
    const world = new ClusterWorld({ seed, nodes, links, reportsDown, driftShare, config: this.#config })
    this.#world = world
    world.wire.faults = options.frames
    this.#trace = new Trace(
      () => world.nowMs,
      observer.onTraceLine && ((line) => observer.onTraceLine?.(line)),
    )
    world.trace = this.#trace
    this.#timeline = new TimelineLog((event) => observer.onEvent?.(event))
    const joins = this.#random('joins')
    const join = (node: SimNode) => joinBySeeds(world, joins, node)
    this.#supervisor = new Supervisor(world, join)
    this.#faults = new ScheduledFaults({
      world,
      schedule,
      random: this.#random('faults'),
      generations: this.#generations,
      intervalMs: this.#intervalMs,
      leaveMs: this.#config.leaveMs + 1,
      join,
      note: (kind, subject) => this.#note(kind, subject),
      onKill: (node) => this.#deaths.died(node, world.live, this.#nowMs),
    })
    this.#mistakes = new MistakeCount(world, this.#faults, this.#intervalMs)
    this.#keys = new KeyPrograms(world, merge, this.#random('keys'), (node) => this.#skewMs(node))
    world.onStart = (node) => this.#started(node)
    for (const node of world.nodes) this.#started(node)
    world.onEvent((node, event) => this.#see(node, event))
    world.onFrame = (from, to, frame, arrives) => this.#frame(from, to, frame, arrives)
  }

  form(): void {
    const { joinWithinMs, nodes } = this.#options
    const [first, ...others] = this.#world.nodes
    const random = this.#random('form')
    for (const node of others)
      this.#world.scheduler.after(random.next() * joinWithinMs, () => {
        if (first) node.command({ kind: 'join', addresses: [first.address] })
      })
    const isFormed = () => this.#world.nodes.every(({ engine }) => engine.liveCount() === nodes)
    if (this.#world.playUntil(isFormed, this.#zeroMs, this.#stepMs)) this.#formedAfterMs = this.#world.nowMs
    this.#world.scheduler.playUntil(this.#zeroMs)
  }

  play(): void {
    const { durationMs, nodes } = this.#options
    this.#phase = 'playing'
    this.#faults.begin(durationMs)
    this.#work()
    const samples = Math.min(MAX_SAMPLES, Math.max(MIN_SAMPLES, Math.floor(SAMPLED_PAIRS / nodes ** 2)))
    this.#sample()
    for (let sample = 1; sample <= samples; sample++) {
      this.#world.scheduler.playUntil(this.#zeroMs + (durationMs * sample) / samples)
      this.#sample()
      this.#observer.onProgress?.(sample / samples)
    }
  }

  heal(): void {
    this.#phase = 'healing'
    const { links } = this.#world
    this.#world.wire.faults = SOUND_FRAMES
    links.quality = { ...links.quality, lossShare: 0, heldUpShare: 0 }
    this.#faults.heal()
    const healedMs = this.#world.nowMs
    if (this.#world.playUntil(() => this.#isSettled(), this.#limitMs, this.#stepMs))
      this.#settledAfterMs = this.#world.nowMs - healedMs
    this.#sample()
  }

  report(): ClusterReport {
    const { seed, nodes, preset, detector, merge, durationMs } = this.#options
    const { live } = this.#world
    return {
      seed,
      nodes,
      preset,
      detector,
      merge,
      ...(this.#formedAfterMs !== undefined && { formedAfterMs: this.#formedAfterMs }),
      virtualMs: this.#world.nowMs,
      durationMs,
      accuracy: this.#accuracy,
      deaths: this.#deaths.reports(),
      mistakes: this.#mistakes.mistakes(),
      traffic: this.#traffic.traffic(
        Array.from({ length: nodes }, (_, index) => nodeName(index)),
        durationMs,
      ),
      keys: this.#keysReport(live),
      broadcasts: this.#broadcasts.report(),
      timeline: this.#timeline.timeline(),
      faults: addCounts(this.#faults.counts.counts(), this.#world.faultsMet.counts()),
      violations: this.#violations(live),
      ...(this.#settledAfterMs !== undefined && { settledAfterMs: this.#settledAfterMs }),
      settleLimitMs: this.#limitMs,
      ...viewsOf(live),
      traceHash: this.#trace.hash(),
      traceLength: this.#trace.length,
    }
  }

  get #intervalMs(): number {
    return this.#config.timing.probeIntervalMs
  }

  get #limitMs(): number {
    return SETTLE_LIMIT_INTERVALS * this.#intervalMs
  }

  get #stepMs(): number {
    return STEP_INTERVALS * this.#intervalMs
  }

  /** What the clock of the report shows. */
  get #nowMs(): number {
    return this.#world.nowMs - this.#zeroMs
  }

  #random(name: string): RandomStream {
    return seededStream(this.#options.seed, name)
  }

  #started(node: SimNode): void {
    this.#generations.started(node)
    this.#deaths.started(node, this.#nowMs)
    this.#keys.attach(node)
  }

  #see(node: SimNode, event: MeshEvent): void {
    const nowMs = this.#nowMs
    this.#keys.see(node, event)
    this.#keyWatch.see(node, event, nowMs)
    this.#broadcasts.see(node, event, nowMs)
    this.#deaths.see(node, event, nowMs)
    this.#mistakes.see(node, event)
    this.#supervisor.see(node, event)
    if (event.kind === 'fault' && this.#options.frames.corruptShare === 0)
      this.#unreadable.push({ rule: 'sound frames are understood', detail: `${node.name}: ${event.reason}` })
    // Everyone meets everyone while the mesh forms: one observer is enough to see that.
    if (this.#phase === 'forming' && node !== this.#world.nodes[0]) return
    const shown = timelineEvent(node.name, event, nowMs)
    if (shown) this.#timeline.add(shown)
  }

  #frame(from: SimNode, to: string, frame: Uint8Array, arrives: boolean): void {
    if (this.#phase === 'playing') this.#traffic.see(from, frame, arrives)
    const messageId = this.#messages++
    this.#observer.onMessage?.({
      atMs: this.#nowMs,
      messageId,
      from: from.name,
      to: this.#world.at(to)?.name ?? to,
      bytes: frame.length,
      dropped: !arrives,
      ...frameText(frame),
    })
  }

  #note(kind: TimelineKind, subject: string): void {
    this.#trace.add('world', `${kind} ${subject}`)
    this.#timeline.add({ atMs: this.#nowMs, observer: 'world', kind, subject })
  }

  /** The programs' writes and broadcasts, each by some node that can. */
  #work(): void {
    const { writes, broadcasts } = this.#options
    this.#spread(writes, this.#random('writes'), (node, live) => {
      this.#keyWatch.written(node, this.#keys.write(node), live, this.#nowMs)
    })
    this.#spread(broadcasts, this.#random('broadcasts'), (node, live) =>
      this.#broadcasts.send(node, live, this.#nowMs),
    )
  }

  #spread(count: number, random: RandomStream, act: (node: SimNode, live: readonly SimNode[]) => void): void {
    const gapMs = this.#options.durationMs / Math.max(1, count)
    for (let index = 0; index < count; index++) {
      this.#world.scheduler.after((index + random.next()) * gapMs, () => {
        const { live } = this.#world
        const able = live.filter((node) => !node.isStalled)
        const node = able[integerBelow(random, able.length)]
        if (node) act(node, live)
      })
    }
  }

  #sample(): void {
    this.#accuracy.push(accuracyOf(this.#world, this.#nowMs))
  }

  #isSettled(): boolean {
    const { live } = this.#world
    return isSettled(live) && this.#keys.disagreeing(live).length === 0
  }

  #keysReport(live: readonly SimNode[]): ClusterReport['keys'] {
    const [first] = live
    return {
      written: this.#keys.written,
      agreed: this.#keys.disagreeing(live).length === 0,
      spread: this.#keyWatch.spread(),
      values: first ? Object.fromEntries(this.#keys.valuesAt(first)) : {},
    }
  }

  #violations(live: readonly SimNode[]): Violation[] {
    const unlike = this.#keys
      .disagreeing(live)
      .map(({ name }) => ({ rule: 'all keys are the same everywhere', detail: `not at ${name}` }))
    return [
      ...this.#unreadable,
      ...this.#broadcasts.violations(),
      ...this.#broadcasts.missed(),
      ...unsettledMembers(live),
      ...unlike,
    ]
  }

  #skewMs({ address }: SimNode): number {
    const { seed, driftShare } = this.#options
    return (drawClock(seed, address, driftShare).rate - 1) * SKEW_MS
  }
}

function configOf({ preset, detector, fanout, durationMs }: ClusterRunOptions): EngineConfig {
  const { timing } = presetConfig(preset)
  // What was broadcast at the beginning can be got to the end, however long a partition lasted.
  const wholeMs = durationMs + SETTLE_LIMIT_INTERVALS * timing.probeIntervalMs
  const { eventRetentionMs } = DEFAULT_STATE_OPTIONS
  const state = { ...DEFAULT_STATE_OPTIONS, eventRetentionMs: Math.max(eventRetentionMs, wholeMs) }
  return presetConfig(preset, { detector, fanout, state })
}
