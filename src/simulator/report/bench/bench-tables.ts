import { BLOCKCHAIN_FANOUT } from '../../bench/bench-options.ts'
import type { DetectionRow } from '../../bench/failure-detection.ts'
import type { FanoutRow } from '../../bench/fanouts.ts'
import type { ManyRuns } from '../../bench/many-runs.ts'
import type { BenchReport } from '../../bench/run-bench.ts'
import type { RoundRow } from '../../bench/duplicates.ts'
import type { SizesReport } from '../../bench/sizes.ts'
import type { StrategyRow } from '../../bench/strategies.ts'
import type { Table } from '../html/table.ts'
import { compact, grouped, percent, short } from '../numbers.ts'

/** What a bench report shows, as tables: for the console and for the page. */
export function benchTables(report: BenchReport): Table[] {
  const { strategies, duplicates, fanouts, sizes, failureDetection, nodes } = report
  return [
    ...(strategies ? [strategiesTable(strategies)] : []),
    ...(duplicates ? [duplicatesTable(duplicates, nodes)] : []),
    ...(fanouts ? [fanoutsTable(fanouts, nodes)] : []),
    ...(sizes ? [sizesTable(sizes)] : []),
    ...(failureDetection ? [detectionTable(failureDetection)] : []),
  ]
}

function strategiesTable(rows: readonly StrategyRow[]): Table {
  return {
    caption: 'Strategies: one broadcast, means over the seeds; time and memory of one run on this machine',
    head: [
      'Strategy',
      'Nodes',
      'Fanout',
      'Converged',
      'Rounds',
      'Messages',
      'Per node',
      'Wasted',
      'Virtual',
      'Wall',
      'Memory',
    ],
    rows: rows.map((row) => [
      row.preset === undefined ? row.strategy : `${row.strategy} (${row.preset})`,
      grouped(row.nodes),
      String(row.fanout),
      `${row.converged}/${row.runs}`,
      mean(row.rounds),
      grouped(row.messages),
      short(row.messages / row.nodes, 1),
      percent(row.duplicateShare),
      row.convergenceMs === undefined ? 'never' : `${grouped(row.convergenceMs.mean)} ms`,
      `${row.wallMs < 10 ? row.wallMs.toFixed(1) : grouped(row.wallMs)} ms`,
      `${compact(row.memoryBytes)}B`,
    ]),
  }
}

function duplicatesTable(rows: readonly RoundRow[], nodes: number): Table {
  return {
    caption: `Wasted messages by round, ${nodes} nodes: the share of what arrived that was known already`,
    head: ['Strategy', 'Round', 'Nodes', 'Sent', 'Duplicates', 'Ratio'],
    rows: rows.map(({ strategy, round, coverage, messages, duplicates, wasted }) => [
      strategy,
      String(round),
      short(coverage, 1),
      short(messages, 1),
      short(duplicates, 1),
      wasted === undefined ? '-' : percent(wasted),
    ]),
  }
}

/** All up to 10, then fewer: the rest is in the files. */
const SHOWN_FANOUTS = new Set([12, 15, 20, 25, 30, 40, 50, 75])
const ALL_UP_TO = 10

function fanoutsTable(rows: readonly FanoutRow[], nodes: number): Table {
  const last = rows.at(-1)?.fanout
  return {
    caption: `Fanout, ${nodes} nodes: predicted and measured rounds until all have it (means over the seeds)`,
    head: [
      'Fanout',
      'log_F N',
      'Theory',
      'Textbook',
      'Messages',
      'Our push',
      'Messages',
      'Wasted',
      'Converged',
    ],
    rows: rows
      .filter(({ fanout }) => fanout <= ALL_UP_TO || SHOWN_FANOUTS.has(fanout) || fanout === last)
      .map(({ fanout, ruleOfThumb, predicted, textbook, push }) => [
        fanout === BLOCKCHAIN_FANOUT ? `${fanout} (blockchain)` : String(fanout),
        ruleOfThumb === undefined ? '-' : String(ruleOfThumb),
        short(predicted, 1),
        mean(textbook.rounds),
        grouped(textbook.messages),
        mean(push.rounds),
        grouped(push.messages),
        percent(push.duplicateShare),
        `${push.converged}/${push.runs}`,
      ]),
  }
}

function sizesTable({ fanout, rows }: SizesReport): Table {
  return {
    caption: `Sizes: push, fanout ${fanout} (means over the seeds)`,
    head: [
      'Nodes',
      `log${fanout} N`,
      'Textbook to 99%',
      'to all',
      'Messages',
      'Our push',
      'Rounds/log2 N',
      'Messages',
      'Messages/(N log2 N)',
      'Converged',
    ],
    rows: rows.map((row) => [
      grouped(row.nodes),
      short(row.ruleOfThumb ?? 0, 1),
      row.textbook.roundsTo99 === undefined ? 'never' : row.textbook.roundsTo99.toFixed(1),
      mean(row.textbook.rounds),
      grouped(row.textbook.messages),
      mean(row.rounds),
      short((row.rounds?.mean ?? 0) / Math.log2(row.nodes)),
      grouped(row.messages),
      short(row.messages / (row.nodes * Math.log2(row.nodes))),
      `${row.converged}/${row.runs}`,
    ]),
  }
}

function detectionTable(rows: readonly DetectionRow[]): Table {
  const after = (ms: number | undefined) => (ms === undefined ? 'never' : `${grouped(ms)} ms`)
  return {
    caption: 'Failure detection: messages a second and node; and how long one death takes to be noticed',
    head: [
      'Nodes',
      'Heartbeat to all',
      'SWIM',
      'SWIM bytes',
      'First to know',
      'Last to know',
      'False deaths',
    ],
    rows: rows.map((row) => [
      grouped(row.nodes),
      grouped(row.heartbeats),
      short(row.swimMessages),
      grouped(row.swimBytes),
      after(row.firstAfterMs),
      after(row.lastAfterMs),
      String(row.falseDeaths),
    ]),
  }
}

function mean(of: ManyRuns['rounds']): string {
  return of === undefined ? 'never' : of.mean.toFixed(1)
}
