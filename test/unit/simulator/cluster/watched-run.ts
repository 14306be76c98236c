import {
  type ClusterRunOptions,
  DEFAULT_CLUSTER,
  NO_FAULTS,
} from '../../../../src/simulator/cluster/cluster-options.ts'
import type { FaultSchedule } from '../../../../src/simulator/cluster/cluster-options.ts'
import type {
  ClusterReport,
  TimelineEvent,
  TracedMessage,
} from '../../../../src/simulator/cluster/cluster-report.ts'
import { runCluster } from '../../../../src/simulator/cluster/run-cluster.ts'

export interface WatchedRun {
  readonly report: ClusterReport
  readonly events: readonly TimelineEvent[]
  readonly messages: readonly TracedMessage[]
}

/** A small mesh with quick timings in which nothing else happens than what a test says. */
export const QUIET: ClusterRunOptions = {
  ...DEFAULT_CLUSTER,
  preset: 'local',
  nodes: 6,
  durationMs: 5_000,
  writes: 0,
  broadcasts: 0,
}

export function run(
  options: Partial<ClusterRunOptions> = {},
  schedule: Partial<FaultSchedule> = {},
): ClusterReport {
  return runCluster({ ...QUIET, ...options, schedule: { ...NO_FAULTS, ...schedule } })
}

/** The same, with every frame and event. */
export function watched(
  options: Partial<ClusterRunOptions> = {},
  schedule: Partial<FaultSchedule> = {},
): WatchedRun {
  const events: TimelineEvent[] = []
  const messages: TracedMessage[] = []
  const report = runCluster(
    { ...QUIET, ...options, schedule: { ...NO_FAULTS, ...schedule } },
    { onEvent: (event) => events.push(event), onMessage: (message) => messages.push(message) },
  )
  return { report, events, messages }
}

/** What the observers said of one node, each once and in order. */
export function storyOf(events: readonly TimelineEvent[], subject: string, observer: string): string[] {
  return events
    .filter((event) => event.subject === subject && event.observer === observer)
    .map(({ kind }) => kind)
}
