import type { DetectorKind } from '../gossip/engine/config.ts'
import {
  CLUSTER_BOUNDS,
  type ClusterRunOptions,
  DEFAULT_CLUSTER,
  type FaultSchedule,
  MERGE_KINDS,
} from '../simulator/cluster/cluster-options.ts'
import { readCuts, readPartitions } from '../simulator/schedule/partitions.ts'
import { readChurn, readPauses, readRestarts, readSlowness, readStops } from '../simulator/schedule/stops.ts'
import type { LinkQuality } from '../simulator/world/links.ts'
import { type SimWords, readSimWords } from './sim-flags.ts'
import { latencyOf } from './sim-latency.ts'
import { type SimOutput, outputOf } from './sim-output.ts'
import { type Seeds, seedsOf } from './sim-seeds.ts'
import { msOf, refused, shareOf, wholeOf, wordOf } from './sim-values.ts'

export interface ClusterCommand extends Seeds {
  readonly what: 'cluster'
  readonly options: ClusterRunOptions
  readonly output: SimOutput
  readonly showsMembers: boolean
  /** Each detector plays the same course, and they are shown side by side. */
  readonly comparesDetectors: boolean
}

const TIMINGS = ['local', 'lan', 'wan'] as const
const DETECTORS = ['swim', 'phi'] as const
const BOTH = 'both'
/** What would show one course only. */
const SHOWN_FOR_ONE = ['csv', 'trace', 'html', 'members', 'seeds'] as const
const { delayMs: DELAY, driftShare: DRIFT, durationMs: DURATION, joinWithinMs: JOIN } = CLUSTER_BOUNDS

export function readClusterCommand(line: readonly string[]): ClusterCommand {
  const words = readSimWords(line, 'cluster')
  const seeds = seedsOf(words, 1)
  return {
    what: 'cluster',
    ...seeds,
    options: optionsOf(words),
    output: outputOf(words, seeds.seeds),
    showsMembers: words.isSet('members'),
    comparesDetectors: comparesDetectors(words),
  }
}

function comparesDetectors(words: SimWords): boolean {
  if (words.text('detector') !== BOTH) return false
  const other = SHOWN_FOR_ONE.find((name) => words.isSet(name))
  if (other !== undefined)
    throw new Error(`--${other}: it shows one course; with --detector both there are two`)
  return true
}

function optionsOf(words: SimWords): ClusterRunOptions {
  const usual = DEFAULT_CLUSTER
  const whole = (name: 'nodes' | 'writes' | 'broadcasts'): number => {
    const text = words.text(name)
    return text === undefined
      ? usual[name]
      : wholeOf(name, text, CLUSTER_BOUNDS[name].min, CLUSTER_BOUNDS[name].max)
  }
  const share = (name: string, otherwise: number, highest = 1) => {
    const text = words.text(name)
    return text === undefined ? otherwise : shareOf(name, text, highest)
  }
  const nodes = whole('nodes')
  const durationMs = durationOf(words, usual.durationMs)
  const joinWithin = words.text('join-within')
  return {
    seed: usual.seed,
    nodes,
    preset: wordOf('preset', words.text('preset') ?? usual.preset, TIMINGS),
    detector: detectorOf(words.text('detector') ?? usual.detector),
    merge: wordOf('merge', words.text('merge') ?? usual.merge, MERGE_KINDS),
    fanout: fanoutOf(words.text('fanout'), nodes, usual.fanout),
    joinWithinMs: joinWithin === undefined ? usual.joinWithinMs : msOf('join-within', joinWithin, JOIN.max),
    durationMs,
    links: linksOf(words, usual.links),
    frames: { duplicateShare: share('duplicate', 0), corruptShare: share('corrupt', 0) },
    driftShare: share('drift', 0, DRIFT.max),
    reportsDown: words.isSet('reports-down'),
    writes: whole('writes'),
    broadcasts: whole('broadcasts'),
    schedule: scheduleOf(words, nodes, durationMs),
  }
}

function detectorOf(text: string): DetectorKind {
  const word = wordOf('detector', text, [...DETECTORS, BOTH])
  return word === BOTH ? DEFAULT_CLUSTER.detector : word
}

/** Only one that was asked for can be too large. */
function fanoutOf(text: string | undefined, nodes: number, usual: number): number {
  if (text === undefined) return usual
  const { min, max } = CLUSTER_BOUNDS.fanout
  return wholeOf('fanout', text, min, Math.min(max, Math.max(min, nodes)))
}

function durationOf(words: SimWords, usual: number): number {
  const [seconds, duration] = [words.text('seconds'), words.text('duration')]
  if (seconds !== undefined && duration !== undefined)
    throw new Error('--seconds and --duration: give one of them')
  if (seconds !== undefined) return wholeOf('seconds', seconds, 1, DURATION.max / 1000) * 1000
  if (duration === undefined) return usual
  const ms = msOf('duration', duration, DURATION.max)
  if (ms < DURATION.min) throw refused('duration', duration, `${DURATION.min}ms to ${DURATION.max}ms`)
  return ms
}

function linksOf(words: SimWords, usual: LinkQuality): LinkQuality {
  const [latency, jitter, drop, reorder] = ['latency', 'jitter', 'drop', 'reorder'].map((name) =>
    words.text(name),
  )
  const [heldUpShare = '0', heldUpTime = '0'] = reorder?.split('/') ?? []
  return {
    ...delaysOf(latency, jitter, usual),
    lossShare: drop === undefined ? usual.lossShare : shareOf('drop', drop),
    heldUpShare: shareOf('reorder', heldUpShare),
    heldUpMs: msOf('reorder', heldUpTime, DELAY.max),
  }
}

function delaysOf(latency: string | undefined, jitter: string | undefined, usual: LinkQuality) {
  if (latency === undefined && jitter === undefined) {
    const { fastestMs, slowestMs } = usual
    return { fastestMs, slowestMs }
  }
  const read = latencyOf(latency, jitter, { kind: 'constant', ms: usual.slowestMs })
  if (read.kind === 'constant' && read.ms <= DELAY.max) return { fastestMs: read.ms, slowestMs: read.ms }
  if (read.kind === 'uniform' && read.fromMs <= read.toMs && read.toMs <= DELAY.max)
    return { fastestMs: read.fromMs, slowestMs: read.toMs }
  throw refused('latency', latency ?? '', `10ms or 1ms..100ms, at most ${DELAY.max}ms`)
}

function scheduleOf(words: SimWords, nodes: number, durationMs: number): FaultSchedule {
  const churn = words.text('churn')
  return {
    partitions: readPartitions('--partition', words.list('partition'), nodes),
    cuts: readCuts('--cut', words.list('cut'), nodes),
    kills: readStops('--kill', words.list('kill'), nodes),
    leaves: readStops('--leave', words.list('leave'), nodes),
    restarts: readRestarts('--restart', words.list('restart'), nodes),
    pauses: readPauses('--pause', words.list('pause'), nodes),
    slowness: readSlowness('--slow', words.list('slow'), nodes),
    // Without a span it lasts as long as the faults do.
    churn:
      churn === undefined
        ? undefined
        : readChurn('--churn', churn.includes('@') ? churn : `${churn}@0ms-${durationMs}ms`),
  }
}
