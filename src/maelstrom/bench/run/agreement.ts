import { judge, type Verdict } from '../checkers/verdict.ts'

export interface AgreementVerdict extends Verdict {
  /** Nodes that say the same, in one group; the largest first. */
  readonly groups: readonly (readonly string[])[]
  readonly silent: readonly string[]
  /** The beginning of what the first two groups say. */
  readonly states: readonly string[]
}

const SHOWN = 200

/** After everything is healed and quiet, all nodes must say the same. */
export function agreementOf(states: ReadonlyMap<string, string | undefined>): AgreementVerdict {
  const groups = new Map<string, string[]>()
  const silent: string[] = []
  for (const [node, state] of states) {
    if (state === undefined) silent.push(node)
    else groups.set(state, [...(groups.get(state) ?? []), node])
  }
  const sorted = [...groups].toSorted(([, a], [, b]) => b.length - a.length)
  return {
    valid: judge(groups.size > 1 || silent.length > 0, groups.size > 0),
    groups: sorted.map(([, nodes]) => nodes),
    silent,
    states: sorted.length > 1 ? sorted.slice(0, 2).map(([state]) => state.slice(0, SHOWN)) : [],
  }
}
