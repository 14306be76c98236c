import type { Epidemic } from '../epidemic.ts'
import { COUNTER, GREATEST, LAST_WRITER, type Merge, SIBLINGS, type Write } from './merge-rules.ts'
import { haveConverged, NodeStates } from './node-states.ts'

/** One state, and how many live nodes hold it. */
export interface HeldState {
  readonly state: Readonly<Record<string, unknown>>
  readonly nodes: number
}

export interface HeldStates {
  /** What most nodes hold comes first. */
  readonly states: readonly HeldState[]
  readonly agree: boolean
}

/** What the live nodes hold if broadcast i says `writes[i]`. */
export function heldStates(epidemic: Epidemic, writes: readonly Write[], merge: Merge): HeldStates {
  const states: Readonly<Record<Merge, () => Pick<NodeStates<unknown>, 'read'>>> = {
    lww: () => new NodeStates(epidemic, writes, LAST_WRITER),
    max: () => new NodeStates(epidemic, writes, GREATEST),
    vector: () => new NodeStates(epidemic, writes, SIBLINGS),
    crdt: () => new NodeStates(epidemic, writes, COUNTER),
  }
  return held(epidemic, states[merge]())
}

function held(epidemic: Epidemic, states: Pick<NodeStates<unknown>, 'read'>): HeldStates {
  const found = new Map<string, { state: Record<string, unknown>; nodes: number }>()
  for (let node = 0; node < epidemic.settings.nodes; node++) {
    if (!epidemic.isUp(node)) continue
    const state = states.read(node)
    const text = JSON.stringify(Object.entries(state).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const same = found.get(text)
    if (same) same.nodes += 1
    else found.set(text, { state, nodes: 1 })
  }
  const all = [...found.values()].toSorted((a, b) => b.nodes - a.nodes)
  return { states: all, agree: haveConverged(all.map(({ state }) => state)) }
}
