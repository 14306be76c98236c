import type { Epidemic } from '../epidemic.ts'
import type { MergeRule, Write } from './merge-rules.ts'

/** What one node holds, by key. */
export type NodeState<V> = ReadonlyMap<string, V>

/** Ticks are told apart further by the number of the broadcast. */
const MOMENTS_PER_TICK = 1_000_000n

/**
 * What the nodes of an epidemic hold if broadcast i is the write `writes[i]`. It is worked out afterwards from who was reached
 * when, so a run of a million nodes stays free of objects. A broadcast carries what its writer held for the key, with its
 * own write on top.
 */
export class NodeStates<V> {
  readonly #epidemic: Epidemic
  readonly #rule: MergeRule<V>
  readonly #writes: readonly Write[]
  readonly #carried: V[] = []

  constructor(epidemic: Epidemic, writes: readonly Write[], rule: MergeRule<V>) {
    this.#epidemic = epidemic
    this.#rule = rule
    this.#writes = writes
    for (const [broadcast, { key, value }] of writes.entries()) {
      const origin = epidemic.originOf(broadcast)
      const startTick = epidemic.startedAt(broadcast)
      const known = this.#held(origin, startTick, broadcast).get(key)
      const writer = {
        node: `node-${origin}`,
        moment: BigInt(Math.max(0, startTick)) * MOMENTS_PER_TICK + BigInt(broadcast),
      }
      this.#carried.push(rule.write(known, writer, value))
    }
  }

  /** As the node sees it now. */
  of(node: number): NodeState<V> {
    return this.#held(node, Infinity, this.#writes.length)
  }

  /** Per key, as an application reads it. */
  read(node: number): Record<string, unknown> {
    return Object.fromEntries([...this.of(node)].map(([key, value]) => [key, this.#rule.read(value)]))
  }

  /** Of the first so many broadcasts, what had reached a node by a tick. */
  #held(node: number, untilTick: number, broadcasts: number): NodeState<V> {
    let state: NodeState<V> = new Map()
    for (let broadcast = 0; broadcast < broadcasts; broadcast++) {
      const at = this.#epidemic.informedAt(broadcast)[node] ?? -1
      const carried = this.#carried[broadcast]
      if (at < 0 || at > untilTick || carried === undefined) continue
      const key = this.#writes[broadcast]?.key ?? ''
      state = mergedStates(state, new Map([[key, carried]]), this.#rule)
    }
    return state
  }
}

/** Key by key: what only one of them has stays. */
export function mergedStates<V>(
  ours: NodeState<V>,
  theirs: NodeState<V>,
  rule: Pick<MergeRule<V>, 'merge'>,
): NodeState<V> {
  const merged = new Map(ours)
  for (const [key, value] of theirs) {
    const known = merged.get(key)
    merged.set(key, known === undefined ? value : rule.merge(known, value))
  }
  return merged
}

/** Whether all hold the same keys with the same values; nobody and one alone always do. A missing key equals nothing, not zero. */
export function haveConverged(states: ReadonlyArray<Readonly<Record<string, unknown>>>): boolean {
  const [first, ...others] = states
  if (first === undefined) return true
  const keys = Object.keys(first)
  return others.every(
    (state) =>
      Object.keys(state).length === keys.length && keys.every((key) => sameJson(state[key], first[key])),
  )
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
