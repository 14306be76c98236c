import type { DependencyGraph, EdgeKind } from './dependency-graph.ts'
import type { TxnAnomalyName } from './models.ts'
import { type TxnAnomaly, txnAnomaly } from './txn-anomaly.ts'
import type { Txn } from './txn-operations.ts'

const DATA: readonly EdgeKind[] = ['ww', 'wr', 'rw']

/** The cycles of a graph, each by the weakest kind of dependency that closes it. */
export function cycleAnomalies(graph: DependencyGraph, txns: readonly Txn[]): TxnAnomaly[] {
  const named = (type: TxnAnomalyName, groups: readonly (readonly number[])[]) =>
    groups.map((group) =>
      txnAnomaly(
        type,
        group.flatMap((number) => txns[number] ?? []),
      ),
    )
  const ofInformation = graph.cycles(['ww', 'wr']).filter((group) => graph.hasKind(group, 'wr'))
  const ofData = graph.cycles(DATA).filter((group) => graph.hasKind(group, 'rw'))
  return [
    ...named('G0', graph.cycles(['ww'])),
    ...named(
      'G1c',
      ofInformation.filter((group) => hasCycleThrough(graph, group, 'wr', ['ww', 'wr'])),
    ),
    ...named(
      'G-single',
      ofData.filter((group) => hasCycleThrough(graph, group, 'rw', ['ww', 'wr'])),
    ),
    ...named(
      'G2',
      ofData.filter((group) => hasCycleThrough(graph, group, 'rw', DATA)),
    ),
  ]
}

export function realtimeAnomalies(graph: DependencyGraph, txns: readonly Txn[]): TxnAnomaly[] {
  const kinds: readonly EdgeKind[] = [...DATA, 'realtime']
  return graph
    .cycles(kinds)
    .filter((group) => hasCycleThrough(graph, group, 'realtime', kinds))
    .map((group) =>
      txnAnomaly(
        'realtime-cycle',
        group.flatMap((number) => txns[number] ?? []),
      ),
    )
}

/** Whether an edge of `kind` can be closed to a circle by edges of `others`. */
function hasCycleThrough(
  graph: DependencyGraph,
  group: readonly number[],
  kind: EdgeKind,
  others: readonly EdgeKind[],
): boolean {
  const members = new Set(group)
  return group.some((from) =>
    graph.edgesOf(from, [kind]).some(({ to }) => members.has(to) && graph.reaches(to, from, others, members)),
  )
}
