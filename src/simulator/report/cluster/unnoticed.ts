import type { ClusterReport, DeathReport } from '../../cluster/cluster-report.ts'

/** A process that was back before anybody could miss it: nothing is wrong if nobody did. */
export function wasBackSoon(
  { node, atMs, firstAfterMs, suspectedAfterMs }: DeathReport,
  { timeline }: ClusterReport,
): boolean {
  if (firstAfterMs !== undefined || suspectedAfterMs !== undefined) return false
  return timeline.events.some(
    ({ observer, kind, subject, atMs: startedMs }) =>
      observer === 'world' && kind === 'start' && subject === node && startedMs >= atMs,
  )
}
