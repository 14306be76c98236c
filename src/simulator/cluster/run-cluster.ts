import { ClusterRun } from './run/cluster-run.ts'
import type { ClusterRunOptions } from './cluster-options.ts'
import type { ClusterObserver, ClusterReport } from './cluster-report.ts'

/** Real engines under the given faults, then healed; the same options give the same report, to the last byte. */
export function runCluster(options: ClusterRunOptions, observer: ClusterObserver = {}): ClusterReport {
  const run = new ClusterRun(options, observer)
  run.form()
  run.play()
  run.heal()
  return run.report()
}

/** The same course of faults with each detector, to compare. */
export function compareDetectors(options: ClusterRunOptions, observer?: ClusterObserver): ClusterReport[] {
  return (['swim', 'phi'] as const).map((detector) => runCluster({ ...options, detector }, observer))
}
