import { DependencyGraph } from './dependency-graph.ts'
import type { Txn } from './txn-operations.ts'
import type { VersionStep } from './version-orders.ts'
import { version, type Writers } from './writers.ts'

/** Who depends on whom by data: wrote over (ww), read from (wr), read what was written over (rw). */
export function dataGraph(
  txns: readonly Txn[],
  steps: readonly VersionStep[],
  writers: Writers,
): DependencyGraph {
  const graph = new DependencyGraph(txns.length)
  const numbers = new Map(txns.map((txn, index) => [txn, index]))
  const numberOf = (txn: Txn | undefined) => (txn ? numbers.get(txn) : undefined)
  const readers = new Map<string, number[]>()
  txns.forEach((txn, reader) => {
    for (const { key, value } of txn.externalReads) {
      const name = version(key, value)
      readers.set(name, [...(readers.get(name) ?? []), reader])
      const writer = value === null ? undefined : numberOf(writers.of(key, value))
      if (writer !== undefined) graph.add(writer, reader, 'wr')
    }
  })
  for (const { key, from, to } of steps) {
    const writer = numberOf(writers.of(key, to))
    if (writer === undefined) continue
    const before = from === null ? undefined : numberOf(writers.of(key, from))
    if (before !== undefined) graph.add(before, writer, 'ww')
    for (const reader of readers.get(version(key, from)) ?? []) graph.add(reader, writer, 'rw')
  }
  return graph
}

/** What was over before something began comes before it. Only the latest ones over are kept: the rest follows. */
export function addRealtime(graph: DependencyGraph, txns: readonly Txn[]): void {
  const events = txns
    .flatMap(({ operation }, txn) => [
      { txn, order: operation.invokedOrder, isEnd: false },
      ...(operation.outcome === 'ok' ? [{ txn, order: operation.completedOrder, isEnd: true }] : []),
    ])
    .sort((a, b) => a.order - b.order)
  let over: number[] = []
  const overAtStart = new Map<number, readonly number[]>()
  for (const { txn, isEnd } of events) {
    if (isEnd) {
      const implied = overAtStart.get(txn) ?? []
      over = [...over.filter((other) => !implied.includes(other)), txn]
    } else {
      overAtStart.set(txn, over)
      for (const other of over) graph.add(other, txn, 'realtime')
    }
  }
}
