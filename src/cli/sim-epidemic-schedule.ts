import type { Churn, Kill, Partition } from '../simulator/epidemic/options.ts'
import { nodesIn, nodeSet } from '../simulator/schedule/node-set.ts'
import { readPartitions } from '../simulator/schedule/partitions.ts'
import { readStops } from '../simulator/schedule/stops.ts'
import { numberOf, refused } from './sim-values.ts'

/** The schedules of the command line as the epidemic takes them. */

const CHURN_FORM = '2/s, for as long as the run lasts'

export function partitionsOf(texts: readonly string[], nodes: number): Partition[] {
  return readPartitions('--partition', texts, nodes).map(({ groups, fromMs, toMs }) => ({
    fromMs,
    untilMs: toMs,
    groups: withoutTheRest(
      groups.map((group) => [...nodesIn(group)]),
      nodes,
    ),
  }))
}

/** Nodes that no group names form one more: where all are named, the largest need not be. */
function withoutTheRest(
  groups: readonly (readonly number[])[],
  nodes: number,
): readonly (readonly number[])[] {
  const named = groups.reduce((sum, { length }) => sum + length, 0)
  if (named < nodes) return groups
  const largest = groups.reduce((most, group) => (group.length > most.length ? group : most))
  return groups.filter((group) => group !== largest)
}

export function killsOf(texts: readonly string[], nodes: number): Kill[] {
  return readStops('--kill', texts, nodes).flatMap(({ nodes: killed, atMs }) =>
    [...nodesIn(killed)].map((node) => ({ node, atMs })),
  )
}

/** As many leave as come. */
export function churnOf(text: string): Churn {
  const [, digits] = /^([^/@]+)\/s$/.exec(text) ?? []
  if (digits === undefined) throw refused('churn', text, CHURN_FORM)
  const perSecond = numberOf('churn', digits, CHURN_FORM)
  return { leavesPerSecond: perSecond, joinsPerSecond: perSecond }
}

export function nodeOf(flag: string, text: string, nodes: number): number {
  const form = 'one node, such as node-0'
  const [range, ...rest] = nodeSet(`--${flag}`, text, text, nodes, form)
  if (!range || rest.length > 0 || range.from !== range.to) throw refused(flag, text, form)
  return range.from
}
