import { USUAL_FANOUT } from '../../bench/bench-options.ts'
import type { Fit } from '../../bench/fit.ts'
import type { SizesReport } from '../../bench/sizes.ts'
import type { FanoutRow } from '../../bench/fanouts.ts'
import type { BenchReport } from '../../bench/run-bench.ts'
import { grouped, short } from '../numbers.ts'

/** What no table says. */
export function benchWords({ connections, sizes, fanouts, nodes }: BenchReport): string[] {
  return [
    ...(connections
      ? [
          `Connections among ${grouped(connections.nodes)} nodes: a full mesh has n(n-1)/2 = ${grouped(connections.fullMesh)}; one broadcast by push used ${grouped(connections.gossip)}.`,
        ]
      : []),
    ...messagesSaved(fanouts ?? [], nodes),
    ...(sizes && sizes.rows.length >= LEAST_POINTS ? growth(sizes) : []),
  ]
}

/** Through two points there is always a line. */
const LEAST_POINTS = 3
/** What explains less is no law. */
const GOOD_FIT = 0.95

function growth({ rounds, messages }: SizesReport): string[] {
  const law = ({ r2 }: Fit, name: string) =>
    `explains ${short(r2 * 100, 1)}% of what was measured${r2 >= GOOD_FIT ? `: ${name}` : ''}.`
  return [
    `Rounds = ${short(rounds.base)} + ${short(rounds.slope)} log2 N ${law(rounds, 'O(log N)')}`,
    `Messages = ${short(messages.base, 0)} + ${short(messages.slope)} N log2 N ${law(messages, 'O(N log N)')}`,
  ]
}

/** N x F x k is the estimate that all nodes send in all rounds. */
function messagesSaved(fanouts: readonly FanoutRow[], nodes: number): string[] {
  const usual = fanouts.find(({ fanout }) => fanout === USUAL_FANOUT)
  if (!usual || usual.ruleOfThumb === undefined) return []
  const estimate = nodes * USUAL_FANOUT * usual.ruleOfThumb
  return [
    `Messages until all of ${grouped(nodes)} nodes have it, fanout ${USUAL_FANOUT}: ${grouped(usual.push.messages)} (textbook push ${grouped(usual.textbook.messages)}, estimate N x F x k = ${grouped(estimate)}); everybody to everybody: ${grouped(nodes * (nodes - 1))}.`,
  ]
}
