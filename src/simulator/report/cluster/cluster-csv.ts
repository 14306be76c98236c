import type { ClusterReport } from '../../cluster/cluster-report.ts'
import { csv } from '../csv.ts'

/** One row for each look at the views of all nodes. */
export function clusterCsv({ accuracy }: ClusterReport): string {
  return csv(
    ['at_ms', 'live_nodes', 'accuracy', 'missing', 'suspected', 'lingering', 'states'],
    accuracy.map((one) => [
      one.atMs,
      one.liveNodes,
      one.accuracy,
      one.missing,
      one.suspected,
      one.lingering,
      one.states,
    ]),
  )
}
