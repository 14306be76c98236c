import { DEFAULT_OPTIONS } from '../../epidemic/options.ts'
import type { EpidemicReport } from '../../epidemic/report.ts'
import type { HeldStates } from '../../epidemic/values/held-states.ts'
import { nodeName } from '../../schedule/node-set.ts'
import { latencyWords } from '../latency-words.ts'
import { percent, short } from '../numbers.ts'
import { roundLines } from '../round-lines.ts'

const CLASSIC_TITLE = '=== Gossip Network Simulation ==='

/** The classic console output; what is not of the classic run stands where it does not disturb it. */
export function classicText(report: EpidemicReport): string {
  return `${[...header(report), '', ...rounds(report), '', ...statistics(report)].join('\n')}\n`
}

/** What the live nodes hold of the writes that the broadcasts carried. */
export function statesText({ states, agree }: HeldStates): string {
  const lines = states.map(({ state, nodes }) => `  ${nodes} nodes hold ${JSON.stringify(state)}`)
  return `${[`States: ${agree ? 'the same at all live nodes' : 'different'}`, ...lines].join('\n')}\n`
}

/** Whether every live node has everything, in one line. */
export function outcomeLine(report: EpidemicReport): string {
  return `${report.converged ? 'converged' : 'not converged'}: ${outcomeDetail(report)}`
}

export function outcomeDetail({
  converged,
  rounds: count,
  convergenceMs,
  ...report
}: EpidemicReport): string {
  if (converged) return `after ${short(count ?? 0)} rounds, ${short(convergenceMs ?? 0, 0)}ms`
  const { reached, live, endedMs } = report
  return `${reached} of ${live} live nodes have the message after ${short(endedMs, 0)}ms`
}

function header({ nodes, fanout, latency, drop, strategy, topology }: EpidemicReport): string[] {
  return [
    CLASSIC_TITLE,
    `Nodes: ${nodes}`,
    `Fanout: ${fanout}`,
    `Latency: ${latencyWords(latency)}`,
    `Drop rate: ${percent(drop, 2)}`,
    ...(strategy === DEFAULT_OPTIONS.strategy ? [] : [`Strategy: ${strategy}`]),
    ...(topology === DEFAULT_OPTIONS.topology ? [] : [`Topology: ${topology}`]),
  ]
}

function rounds(report: EpidemicReport): string[] {
  const origin = nodeName(report.broadcasts[0]?.origin ?? 0)
  const many = report.broadcasts.length > 1 ? ` and ${report.broadcasts.length - 1} more` : ''
  const lines = roundLines(report).map(({ round, nodes, isLast }) => {
    const end = isLast && report.converged ? ' (CONVERGED)' : ''
    return `Round ${round}: ${nodes} nodes have the message${end}`
  })
  const missed = report.converged ? [] : [`NOT CONVERGED: ${outcomeDetail(report)}`]
  return [`Initiating broadcast from ${origin}${many}...`, ...lines, ...missed]
}

function statistics(report: EpidemicReport): string[] {
  const { totalMessages, droppedMessages, convergenceMs, averageHops, duplicates, undeliverable } = report
  return [
    'Statistics:',
    `Total messages: ${totalMessages}`,
    `Dropped messages: ${droppedMessages}`,
    `Convergence time: ${convergenceMs === null ? 'never' : `${Math.round(convergenceMs)}ms`}`,
    `Average hops: ${averageHops.toFixed(1)}`,
    `Duplicates: ${duplicates}`,
    ...(undeliverable > 0 ? [`Undeliverable messages: ${undeliverable}`] : []),
    ...roundsCompared(report),
    `Seed: ${report.seed}`,
  ]
}

function roundsCompared({ predicted, rounds: measured }: EpidemicReport): string[] {
  const found = `measured: ${measured === null ? 'never' : short(measured, 1)}`
  if (!predicted) return [`Predicted rounds: none for this strategy; ${found}`]
  const { rounds: count, formula, ruleOfThumb } = predicted
  const thumb = ruleOfThumb === null ? '' : `; rule of thumb log_F n: ${short(ruleOfThumb, 1)}`
  return [`Predicted rounds: ${short(count, 1)} (${formula}${thumb}), ${found}`]
}
