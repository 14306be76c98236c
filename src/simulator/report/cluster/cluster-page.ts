import type { ClusterReport, Traffic } from '../../cluster/cluster-report.ts'
import type { Envelope } from '../envelope.ts'
import { aboutSection } from '../html/about.ts'
import { barList } from '../html/bar-list.ts'
import { MOST_FLOW_NODES } from '../html/flow.ts'
import { lineChart } from '../html/line-chart.ts'
import { html, type Markup } from '../html/markup.ts'
import { page, section, sideBySide, type Tile } from '../html/page.ts'
import { REPLAY_SCRIPT } from '../html/replay-script.ts'
import { linearScale, type Scale } from '../html/scale.ts'
import { table } from '../html/table.ts'
import { compact, grouped, percent, short } from '../numbers.ts'
import { clusterOutcome } from './cluster-text.ts'
import { membershipFlow } from './membership-flow.ts'
import { membershipTimeline } from './membership-timeline.ts'
import { wasBackSoon } from './unnoticed.ts'

const CURSOR_ID = 'now'

/** A run of real engines as a page: who was there, who noticed what, and what it cost. */
export function clusterPage(report: ClusterReport, envelope: Envelope): string {
  const time = timeScale(report)
  const hasFlow = report.nodes <= MOST_FLOW_NODES && report.timeline.events.length > 0
  return page({
    title: `Cluster simulation: ${grouped(report.nodes)} nodes`,
    intro: `The real gossip engine in virtual time: ${report.detector} detector, ${report.preset} timing, seed ${report.seed}. Times count from when the mesh was formed.`,
    tiles: tiles(report),
    sections: [
      ...violationsOf(report),
      section('Membership', membershipTimeline(report, time)),
      sideBySide(
        section('Views', accuracyChart(report, time, hasFlow ? CURSOR_ID : undefined)),
        section('Traffic', trafficChart(report.traffic)),
      ),
      ...(hasFlow ? [membershipFlow(report, { id: CURSOR_ID, ...endsOf(time) })] : []),
      ...(report.deaths.length === 0 ? [] : [deathsTable(report)]),
      aboutSection(envelope),
    ],
    ...(hasFlow && { script: REPLAY_SCRIPT }),
  })
}

/** From when the mesh was formed. */
function timeScale({ accuracy, timeline, durationMs }: ClusterReport): Scale {
  const last = [accuracy.at(-1), timeline.events.at(-1)].map((one) => one?.atMs ?? 0)
  return linearScale(0, Math.max(durationMs, ...last))
}

function endsOf({ ticks }: Scale): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: ticks[0] ?? 0, toMs: ticks.at(-1) ?? 1 }
}

function tiles(report: ClusterReport): Tile[] {
  const { traffic, mistakes, broadcasts, keys, deaths, violations, settledAfterMs } = report
  const isWell = violations.length === 0 && settledAfterMs !== undefined
  const missed = deaths.filter((death) => !wasBackSoon(death, report))
  const slowest = Math.max(...missed.map(({ lastAfterMs }) => lastAfterMs ?? Number.NaN))
  return [
    {
      name: 'Result',
      value: isWell ? 'Converged' : 'Not converged',
      note: clusterOutcome(report),
      tone: isWell ? 'good' : 'bad',
    },
    {
      name: 'Deaths noticed',
      value: `${missed.filter(({ noticedBy, observers }) => noticedBy === observers).length} of ${missed.length}`,
      ...(Number.isFinite(slowest) && { note: `everywhere within ${grouped(slowest)} ms` }),
    },
    {
      name: 'False deaths',
      value: grouped(mistakes.falseDeaths),
      note: `${grouped(mistakes.suspicions)} suspicions, ${grouped(mistakes.refutations)} refuted`,
      tone: mistakes.falseDeaths === 0 ? 'good' : 'bad',
    },
    {
      name: 'Messages',
      value: grouped(traffic.frames),
      note: `${short(traffic.framesPerSecondAndNode, 1)} a second and node`,
    },
    {
      name: 'Bytes',
      value: compact(traffic.bytes),
      note: `${grouped(traffic.bytesPerSecondAndNode)} a second and node`,
    },
    {
      name: 'Broadcasts',
      value: grouped(broadcasts.sent),
      note: `${broadcasts.missed} missed, median ${broadcasts.spread.p50 === undefined ? 'none' : `${grouped(broadcasts.spread.p50)} ms`}`,
    },
    {
      name: 'Keys',
      value: grouped(keys.written),
      note: keys.agreed ? 'the same everywhere' : 'not the same everywhere',
    },
  ]
}

function violationsOf({ violations }: ClusterReport): Markup[] {
  if (violations.length === 0) return []
  return [
    section(
      'Violated',
      html`<ul>
        ${violations.map(({ rule, detail }) => html`<li><strong>${rule}</strong>: ${detail}</li>`)}
      </ul>`,
    ),
  ]
}

function accuracyChart({ accuracy }: ClusterReport, scale: Scale, id: string | undefined): Markup {
  const states = Math.max(1, ...accuracy.map((one) => one.states))
  return lineChart({
    title: 'How right the views of all nodes are',
    x: { name: 'milliseconds', scale, shown: compact },
    y: { name: 'share', scale: linearScale(0, 1), shown: (value) => percent(value) },
    series: [
      {
        name: 'views that are right',
        tone: 'green',
        points: accuracy.map((one) => [one.atMs, one.accuracy] as const),
      },
      {
        name: `different states, of ${states}`,
        tone: 'orange',
        look: 'dashes',
        isStepped: true,
        points: accuracy.map((one) => [one.atMs, one.states / states] as const),
      },
    ],
    ...(id !== undefined && { id }),
  })
}

function trafficChart({ framesByType }: Traffic): Markup {
  const types = Object.entries(framesByType).toSorted(([, a], [, b]) => b - a)
  return barList(
    'Messages by kind',
    'blue',
    grouped,
    types.map(([name, value]) => ({ name, value })),
  )
}

function deathsTable(report: ClusterReport): Markup {
  const after = (ms: number | undefined) => (ms === undefined ? 'never' : `${grouped(ms)} ms`)
  return section(
    'Deaths',
    table({
      caption: 'How long each death took to be noticed',
      head: ['Node', 'Died at', 'First suspicion', 'First to know', 'Last to know', 'Noticed by'],
      rows: report.deaths.map((death) => [
        death.node,
        `${grouped(death.atMs)} ms`,
        after(death.suspectedAfterMs),
        `${after(death.firstAfterMs)}${death.firstObserver === undefined ? '' : ` (${death.firstObserver})`}`,
        `${after(death.lastAfterMs)}${death.lastObserver === undefined ? '' : ` (${death.lastObserver})`}`,
        wasBackSoon(death, report) ? 'back before missed' : `${death.noticedBy} of ${death.observers}`,
      ]),
    }),
  )
}
