import type { EpidemicReport } from '../../epidemic/report.ts'
import { type Point, lineChart, type Series } from '../html/line-chart.ts'
import type { Markup } from '../html/markup.ts'
import { linearScale } from '../html/scale.ts'
import { compact, percent } from '../numbers.ts'
import type { Recording } from './recording.ts'

/** Of more points the eye sees nothing. */
const MOST_POINTS = 400

/** The share of nodes that have the message, over time, and when theory expects the end. */
export function coverageChart(
  report: EpidemicReport,
  recording: Recording,
  endMs: number,
  cursorId: string | undefined,
): Markup {
  const { predicted, roundMs } = report
  const expectedMs = (predicted?.rounds ?? 0) * roundMs
  const series: Series[] = [
    {
      name: 'nodes that have the message',
      tone: 'green',
      points: pointsOf(report, recording),
      isStepped: true,
    },
  ]
  if (predicted && expectedMs <= endMs)
    series.push({
      name: `predicted end: ${predicted.formula}`,
      tone: 'purple',
      look: 'dashes',
      points: [
        [expectedMs, 0],
        [expectedMs, 1],
      ],
    })
  return lineChart({
    title: 'How the message spreads',
    x: { name: 'milliseconds', scale: linearScale(0, endMs), shown: compact },
    y: { name: 'nodes', scale: linearScale(0, 1), shown: (value) => percent(value) },
    series,
    ...(cursorId !== undefined && { id: cursorId }),
  })
}

/** Where the chart ends: a round number behind the end of the run, and behind what was expected if that is near. */
export function coverageEndMs(report: EpidemicReport, recording: Recording): number {
  const { predicted, roundMs, convergenceMs, rounds, coverageByRound } = report
  const expectedMs = (predicted?.rounds ?? 0) * roundMs
  const last = recording.events().at(-1)?.atMs ?? 0
  // What comes long after is churn, or the end of a wait.
  const played = convergenceMs === null ? 0 : Math.max(convergenceMs, Math.min(last, convergenceMs * 2))
  const reachedMs = Math.max(played, Math.ceil(rounds ?? coverageByRound.length) * roundMs, roundMs)
  return (
    linearScale(0, Math.max(reachedMs, expectedMs <= 2 * reachedMs ? expectedMs : 0)).ticks.at(-1) ??
    reachedMs
  )
}

function pointsOf(report: EpidemicReport, recording: Recording): Point[] {
  const { nodes, live, coverageByRound, roundMs, broadcasts, leaves, joins } = report
  const at = recording.reachedAt
  const isSteady = broadcasts.length === 1 && leaves + joins === 0 && live === nodes
  if (!isSteady || at.length === 0) {
    const rounds = coverageByRound.map((reached, index): Point => [(index + 1) * roundMs, reached / nodes])
    return thinned([[0, 1 / nodes], ...rounds])
  }
  return thinned(at.map((ms, index): Point => [ms, (index + 1) / nodes]))
}

function thinned(points: readonly Point[]): Point[] {
  const every = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, index) => index % every === 0 || index === points.length - 1)
}
