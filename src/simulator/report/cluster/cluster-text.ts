import type { ClusterRunOptions } from '../../cluster/cluster-options.ts'
import type { ClusterReport, DeathReport, SpreadMs, TimelineEvent } from '../../cluster/cluster-report.ts'
import { percent, short } from '../numbers.ts'
import { happeningText } from './happening-text.ts'
import { happenings } from './happenings.ts'
import { wasBackSoon } from './unnoticed.ts'

/** What happened is shown up to here; the page and the JSON report have all. */
const MOST_EVENTS = 40
const MOST_VIOLATIONS = 10

/** The console output of a cluster, in the manner of the classic one. */
export function clusterText(
  report: ClusterReport,
  options: ClusterRunOptions,
  showsMembers: boolean,
): string {
  const parts = [
    header(report, options),
    happened(report.timeline.events),
    report.deaths.map((death) => deathLine(death, report)),
    showsMembers ? members(report) : [],
    statistics(report),
    outcome(report),
  ]
  return `${parts
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Whether everything was right in the end, in one line. */
export function clusterOutcome({ settledAfterMs, settleLimitMs, violations }: ClusterReport): string {
  if (settledAfterMs === undefined) return `not converged within ${settleLimitMs}ms of healing`
  if (violations.length > 0) return `${violations.length} violations`
  return `all live nodes agree ${short(settledAfterMs, 0)}ms after the last fault`
}

function header(report: ClusterReport, { fanout, links }: ClusterRunOptions): string[] {
  const { fastestMs, slowestMs, lossShare } = links
  return [
    '=== Gossip Cluster Simulation ===',
    `Nodes: ${report.nodes}`,
    `Fanout: ${fanout}`,
    `Latency: ${fastestMs === slowestMs ? '' : `${short(fastestMs)}-`}${short(slowestMs)}ms`,
    `Drop rate: ${percent(lossShare, 2)}`,
    `Detector: ${report.detector}, timing ${report.preset}`,
    `Seed: ${report.seed}`,
  ]
}

function happened(events: readonly TimelineEvent[]): string[] {
  const all = happenings(events)
  const more = all.length - MOST_EVENTS
  return [
    ...all.slice(0, MOST_EVENTS).map(happeningText),
    ...(more > 0 ? [`and ${more} more; --json and --html have all`] : []),
  ]
}

function deathLine(death: DeathReport, report: ClusterReport): string {
  const { node, atMs, suspectedAfterMs, firstAfterMs, lastAfterMs, noticedBy, observers } = death
  const after = (ms: number | undefined) => (ms === undefined ? 'never' : `after ${short(ms, 0)}ms`)
  const began = `${node} died at ${short(atMs, 0)}ms: `
  if (wasBackSoon(death, report)) return `${began}it was started again before anybody missed it`
  return `${began}suspected ${after(suspectedAfterMs)}, held for dead by the first ${after(firstAfterMs)} and by the last ${after(lastAfterMs)}; dead at ${noticedBy} of ${observers} nodes`
}

function members({ views }: ClusterReport): string[] {
  return views.map(
    ({ observer, members: held }) =>
      `${observer} holds ${held.map(({ name, status }) => `${name} ${status}`).join(', ')}`,
  )
}

function statistics(report: ClusterReport): string[] {
  const { traffic, mistakes, keys, broadcasts, formedAfterMs } = report
  return [
    'Statistics:',
    `Formed after: ${formedAfterMs === undefined ? 'never' : `${short(formedAfterMs, 0)}ms`}`,
    `Total messages: ${traffic.frames}`,
    `Dropped messages: ${traffic.droppedFrames}`,
    `Messages per second and node: ${short(traffic.framesPerSecondAndNode)} (${short(traffic.bytesPerSecondAndNode, 0)} bytes)`,
    `False deaths: ${mistakes.falseDeaths}; of nodes out of reach: ${mistakes.deathsOfTheUnreachable}`,
    `Suspicions: ${mistakes.suspicions}, refuted: ${mistakes.refutations}`,
    `Keys: ${keys.written} written, ${keys.agreed ? 'the same everywhere' : 'NOT the same everywhere'}${spreadWords(keys.spread)}`,
    `Broadcasts: ${broadcasts.sent} sent, ${broadcasts.missed} missed, ${broadcasts.doubled} doubled${spreadWords(broadcasts.spread)}`,
    `Trace: ${report.traceHash}`,
  ]
}

function spreadWords({ p50, max }: SpreadMs): string {
  if (p50 === undefined || max === undefined) return ''
  return `, at all nodes within ${short(p50, 0)}ms (median), ${short(max, 0)}ms (worst)`
}

function outcome(report: ClusterReport): string[] {
  const { violations, settledAfterMs } = report
  const isWell = violations.length === 0 && settledAfterMs !== undefined
  const more = violations.length - MOST_VIOLATIONS
  return [
    ...violations.slice(0, MOST_VIOLATIONS).map(({ rule, detail }) => `VIOLATED ${rule}: ${detail}`),
    ...(more > 0 ? [`and ${more} more violations`] : []),
    `${isWell ? 'CONVERGED' : 'NOT CONVERGED'}: ${clusterOutcome(report)}`,
  ]
}
