import type { Json } from '../../json.ts'
import { DependencyGraph } from './dependency-graph.ts'
import type { Txn } from './txn-operations.ts'
import { version } from './writers.ts'

export interface VersionStep {
  readonly key: number
  readonly from: Json
  readonly to: Json
}

export interface VersionOrders {
  /** Which version surely follows which, of keys whose order makes sense. */
  readonly steps: readonly VersionStep[]
  /** Keys whose versions precede each other in a circle. */
  readonly cyclicKeys: readonly number[]
}

/** All that can be known: a transaction that reads a key and then writes it puts a version over another; null is first. */
export function versionOrders(txns: readonly Txn[]): VersionOrders {
  const byKey = new Map<number, VersionStep[]>()
  for (const { externalReads, externalWrites } of txns) {
    const read = new Map(externalReads.map(({ key, value }) => [key, value]))
    for (const { key, value: to } of externalWrites) {
      const steps = byKey.get(key) ?? []
      byKey.set(key, steps)
      const from = read.get(key) ?? null
      steps.push({ key, from: null, to })
      if (from !== null) steps.push({ key, from, to })
    }
  }
  const cyclicKeys = [...byKey].filter(([, steps]) => isCyclic(steps)).map(([key]) => key)
  const cyclic = new Set(cyclicKeys)
  return { steps: [...byKey].flatMap(([key, steps]) => (cyclic.has(key) ? [] : steps)), cyclicKeys }
}

function isCyclic(steps: readonly VersionStep[]): boolean {
  const numbers = new Map<string, number>()
  const numberOf = (key: number, value: Json) => {
    const name = version(key, value)
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const pairs = steps.map(({ key, from, to }) => [numberOf(key, from), numberOf(key, to)] as const)
  const graph = new DependencyGraph(numbers.size)
  for (const [from, to] of pairs) graph.add(from, to, 'ww')
  return graph.cycles(['ww']).length > 0
}
