import type { BenchReport } from '../../bench/run-bench.ts'
import type { RoundRow } from '../../bench/duplicates.ts'
import type { DetectionRow } from '../../bench/failure-detection.ts'
import type { FanoutRow } from '../../bench/fanouts.ts'
import type { SizesReport } from '../../bench/sizes.ts'
import type { StrategyRow } from '../../bench/strategies.ts'
import { lineChart, type Point, type Series } from '../html/line-chart.ts'
import type { Markup } from '../html/markup.ts'
import type { Tone } from '../html/plot-frame.ts'
import { linearScale, logScale } from '../html/scale.ts'
import { compact, percent } from '../numbers.ts'

export interface NamedChart {
  readonly title: string
  readonly chart: Markup
}

export function benchCharts(report: BenchReport): NamedChart[] {
  const { strategies, duplicates, fanouts, sizes, failureDetection } = report
  return [
    ...(strategies && severalSizes(strategies) ? strategyCharts(strategies) : []),
    ...(duplicates && duplicates.length > 0 ? [duplicatesChart(duplicates)] : []),
    ...(fanouts && fanouts.length > 1 ? [fanoutsChart(fanouts)] : []),
    ...(sizes && sizes.rows.length > 1 ? sizeCharts(sizes) : []),
    ...(failureDetection && failureDetection.length > 1 ? [detectionChart(failureDetection)] : []),
  ]
}

const TONES: readonly Tone[] = ['blue', 'orange', 'green', 'purple', 'red', 'grey']
/** As many as can be told apart; the table has all. */
const DRAWN = ['push', 'pull', 'push-pull', 'tree', 'flood', 'chain'] as const

function severalSizes(rows: readonly StrategyRow[]): boolean {
  return new Set(rows.map(({ nodes }) => nodes)).size > 1
}

function strategyCharts(rows: readonly StrategyRow[]): NamedChart[] {
  const nodes = rows.map((row) => row.nodes)
  const x = { name: 'nodes', scale: logScale(Math.min(...nodes), Math.max(...nodes)), shown: compact }
  const of = (value: (row: StrategyRow) => number | undefined): Series[] =>
    DRAWN.map((strategy, index) => ({
      name: strategy,
      tone: TONES[index] ?? 'grey',
      hasDots: true,
      points: rows
        .filter((row) => row.strategy === strategy && row.preset === undefined)
        .flatMap((row): Point[] => {
          const y = value(row)
          return y === undefined || y <= 0 ? [] : [[row.nodes, y]]
        }),
    }))
  const drawn = (title: string, unit: string, series: readonly Series[]): NamedChart => {
    const values = series.flatMap(({ points }) => points.map(([, y]) => y))
    const scale = logScale(Math.min(...values), Math.max(...values))
    return {
      title,
      chart: lineChart({ title: `${title} by size`, x, y: { name: unit, scale, shown: compact }, series }),
    }
  }
  return [
    drawn(
      'Rounds',
      'rounds until all have it',
      of(({ rounds }) => rounds?.mean),
    ),
    drawn(
      'Messages',
      'messages',
      of(({ messages }) => messages),
    ),
  ]
}

function duplicatesChart(rows: readonly RoundRow[]): NamedChart {
  const names = [...new Set(rows.map(({ strategy }) => strategy))]
  return {
    title: 'Waste',
    chart: lineChart({
      title: 'Share of what arrived that was known already',
      x: {
        name: 'round',
        scale: linearScale(0, Math.max(...rows.map(({ round }) => round))),
        shown: compact,
      },
      y: { name: 'duplicates', scale: linearScale(0, 1), shown: (value) => percent(value) },
      series: names.map((name, index) => ({
        name,
        tone: TONES[index] ?? 'grey',
        hasDots: true,
        points: rows
          .filter(({ strategy }) => strategy === name)
          .flatMap(({ round, wasted }): Point[] => (wasted === undefined ? [] : [[round, wasted]])),
      })),
    }),
  }
}

/** Where the fanout still matters. */
const DRAWN_FANOUTS = 20

function fanoutsChart(rows: readonly FanoutRow[]): NamedChart {
  const drawn = rows.filter(({ fanout }) => fanout <= DRAWN_FANOUTS)
  const points = (value: (row: FanoutRow) => number | undefined) =>
    drawn.flatMap((row): Point[] => {
      const y = value(row)
      return y === undefined ? [] : [[row.fanout, y]]
    })
  const series: Series[] = [
    { name: 'rule of thumb log_F N', tone: 'grey', look: 'dashes', points: points((row) => row.ruleOfThumb) },
    { name: 'theory', tone: 'purple', look: 'dashes', points: points((row) => row.predicted) },
    {
      name: 'textbook push',
      tone: 'orange',
      hasDots: true,
      points: points((row) => row.textbook.rounds?.mean),
    },
    { name: 'our push', tone: 'blue', hasDots: true, points: points((row) => row.push.rounds?.mean) },
  ]
  const most = Math.max(...series.flatMap((one) => one.points.map(([, y]) => y)))
  return {
    title: 'Fanout',
    chart: lineChart({
      title: 'Rounds until all have it, by fanout',
      x: { name: 'fanout', scale: linearScale(0, drawn.at(-1)?.fanout ?? 1), shown: compact },
      y: { name: 'rounds', scale: linearScale(0, most), shown: compact },
      series,
    }),
  }
}

function sizeCharts({ rows, rounds, messages }: SizesReport): NamedChart[] {
  const logs = rows.map(({ nodes }) => Math.log2(nodes))
  const works = rows.map(({ nodes }) => nodes * Math.log2(nodes))
  const fitted = (
    title: string,
    xName: string,
    xs: readonly number[],
    ys: readonly number[],
    fit: { base: number; slope: number },
  ) =>
    lineChart({
      title,
      x: { name: xName, scale: linearScale(0, Math.max(...xs)), shown: compact },
      y: { name: '', scale: linearScale(0, Math.max(...ys)), shown: compact },
      series: [
        {
          name: 'fitted line',
          tone: 'purple',
          look: 'dashes',
          points: [Math.min(...xs), Math.max(...xs)].map((x): Point => [x, fit.base + fit.slope * x]),
        },
        {
          name: 'measured',
          tone: 'blue',
          hasDots: true,
          points: xs.map((x, index): Point => [x, ys[index] ?? 0]),
        },
      ],
    })
  return [
    {
      title: 'O(log N) rounds',
      chart: fitted(
        'Rounds against log2 N',
        'log2 N',
        logs,
        rows.map((row) => row.rounds?.mean ?? 0),
        rounds,
      ),
    },
    {
      title: 'O(N log N) messages',
      chart: fitted(
        'Messages against N log2 N',
        'N log2 N',
        works,
        rows.map((row) => row.messages),
        messages,
      ),
    },
  ]
}

function detectionChart(rows: readonly DetectionRow[]): NamedChart {
  const most = Math.max(...rows.map(({ heartbeats, swimMessages }) => Math.max(heartbeats, swimMessages)))
  return {
    title: 'Failure detection',
    chart: lineChart({
      title: 'Messages a second and node',
      x: {
        name: 'nodes',
        scale: linearScale(0, Math.max(...rows.map(({ nodes }) => nodes))),
        shown: compact,
      },
      y: { name: 'messages', scale: linearScale(0, most), shown: compact },
      series: [
        {
          name: 'heartbeats to all',
          tone: 'red',
          hasDots: true,
          points: rows.map(({ nodes, heartbeats }): Point => [nodes, heartbeats]),
        },
        {
          name: 'SWIM, measured',
          tone: 'green',
          hasDots: true,
          points: rows.map(({ nodes, swimMessages }): Point => [nodes, swimMessages]),
        },
      ],
    }),
  }
}
