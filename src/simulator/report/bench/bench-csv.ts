import type { ManyRuns } from '../../bench/many-runs.ts'
import type { BenchReport } from '../../bench/run-bench.ts'
import { type Cell, csv } from '../csv.ts'

const HEAD = [
  'part',
  'strategy',
  'nodes',
  'fanout',
  'round',
  'predicted_rounds',
  'runs',
  'converged',
  'rounds_mean',
  'messages_mean',
  'duplicate_share',
  'virtual_ms',
  'wall_ms',
  'memory_bytes',
  'heartbeats_per_second_and_node',
  'swim_per_second_and_node',
  'last_to_know_ms',
] as const
type Column = (typeof HEAD)[number]
type Row = Readonly<Partial<Record<Column, Cell>>>

/** All parts in one table; a part leaves empty what it has not. */
export function benchCsv(report: BenchReport): string {
  return csv(
    HEAD,
    rowsOf(report).map((row) => HEAD.map((column) => row[column])),
  )
}

function rowsOf(report: BenchReport): Row[] {
  const { nodes, strategies = [], duplicates = [], fanouts = [], sizes, failureDetection = [] } = report
  return [
    ...strategies.map((row) => ({
      part: 'strategies',
      strategy: row.strategy,
      nodes: row.nodes,
      fanout: row.fanout,
      ...runs(row),
      wall_ms: row.wallMs,
      memory_bytes: row.memoryBytes,
    })),
    ...duplicates.map(({ strategy, round, messages, wasted }) => ({
      part: 'rounds',
      strategy,
      nodes,
      round,
      messages_mean: messages,
      duplicate_share: wasted,
    })),
    ...fanouts.flatMap(({ fanout, ruleOfThumb, predicted, textbook, push }) => [
      {
        part: 'fanout',
        strategy: 'textbook push',
        nodes,
        fanout,
        predicted_rounds: predicted,
        ...runs(textbook),
      },
      { part: 'fanout', strategy: 'push', nodes, fanout, predicted_rounds: ruleOfThumb, ...runs(push) },
    ]),
    ...(sizes?.rows ?? []).map((row) => ({
      part: 'sizes',
      strategy: 'push',
      nodes: row.nodes,
      fanout: sizes?.fanout,
      ...runs(row),
    })),
    ...failureDetection.map((row) => ({
      part: 'failure-detection',
      nodes: row.nodes,
      heartbeats_per_second_and_node: row.heartbeats,
      swim_per_second_and_node: row.swimMessages,
      last_to_know_ms: row.lastAfterMs,
    })),
  ]
}

function runs(row: ManyRuns): Row {
  return {
    runs: row.runs,
    converged: row.converged,
    rounds_mean: row.rounds?.mean,
    messages_mean: row.messages,
    duplicate_share: row.duplicateShare,
    virtual_ms: row.convergenceMs?.mean,
  }
}
