import type { EpidemicReport } from '../../epidemic/report.ts'
import type { Envelope } from '../envelope.ts'
import { columnChart } from '../html/column-chart.ts'
import { MOST_FLOW_NODES } from '../html/flow.ts'
import { html, type Markup } from '../html/markup.ts'
import { page, section, sideBySide, type Tile } from '../html/page.ts'
import { REPLAY_SCRIPT } from '../html/replay-script.ts'
import { table } from '../html/table.ts'
import { aboutSection } from '../html/about.ts'
import { latencyWords } from '../latency-words.ts'
import { compact, grouped, percent, short } from '../numbers.ts'
import { roundLines } from '../round-lines.ts'
import { outcomeDetail } from './classic-text.ts'
import { coverageChart, coverageEndMs } from './coverage-chart.ts'
import { messageFlow } from './message-flow.ts'
import type { Recording } from './recording.ts'

const CURSOR_ID = 'now'

/** A run as a page: how the message got around, and what that cost. */
export function epidemicPage(report: EpidemicReport, recording: Recording, envelope: Envelope): string {
  const hasFlow = report.nodes <= MOST_FLOW_NODES
  const endMs = coverageEndMs(report, recording)
  return page({
    title: `Gossip simulation: ${report.strategy}, ${grouped(report.nodes)} nodes`,
    intro: `Fanout ${report.fanout}, ${latencyWords(report.latency)} latency, ${percent(report.drop, 2)} loss, ${report.topology} network, seed ${report.seed}.`,
    tiles: tiles(report),
    sections: [
      sideBySide(
        section('Coverage', coverageChart(report, recording, endMs, hasFlow ? CURSOR_ID : undefined)),
        section('Messages', messagesChart(report)),
      ),
      hasFlow
        ? messageFlow(report, recording, { id: CURSOR_ID, fromMs: 0, toMs: endMs })
        : section(
            'Message flow',
            html`<p>It is drawn for up to ${MOST_FLOW_NODES} nodes: run fewer to watch it.</p>`,
          ),
      roundsTable(report),
      aboutSection(envelope),
    ],
    ...(hasFlow && { script: REPLAY_SCRIPT }),
  })
}

function tiles(report: EpidemicReport): Tile[] {
  const { converged, convergenceMs, rounds, predicted, totalMessages, nodes, droppedMessages } = report
  const thumb = predicted?.ruleOfThumb ?? undefined
  return [
    {
      name: 'Result',
      value: converged ? 'Converged' : 'Not converged',
      note: outcomeDetail(report),
      tone: converged ? 'good' : 'bad',
    },
    { name: 'Convergence time', value: convergenceMs === null ? 'never' : `${grouped(convergenceMs)} ms` },
    {
      name: 'Rounds',
      value: rounds === null ? 'never' : short(rounds, 1),
      ...(predicted && {
        note: `predicted ${short(predicted.rounds, 1)}${thumb === undefined ? '' : `, by the rule of thumb ${short(thumb, 1)}`}`,
      }),
    },
    { name: 'Messages', value: grouped(totalMessages), note: `${short(totalMessages / nodes, 1)} per node` },
    { name: 'Dropped', value: grouped(droppedMessages), note: shareOf(droppedMessages, totalMessages) },
    {
      name: 'Duplicates',
      value: grouped(report.duplicates),
      note: shareOf(report.duplicates, totalMessages),
    },
    { name: 'Average hops', value: report.averageHops.toFixed(1), note: `at most ${report.maxHops}` },
  ]
}

function shareOf(part: number, whole: number): string {
  return `${percent(whole === 0 ? 0 : part / whole, 1)} of all`
}

/** Columns are no use when there are hundreds. */
const MOST_COLUMNS = 60

function messagesChart({ messagesByRound, duplicatesByRound }: EpidemicReport): Markup {
  const width = Math.max(1, Math.ceil(messagesByRound.length / MOST_COLUMNS))
  const starts = messagesByRound.map((_, index) => index).filter((index) => index % width === 0)
  const sum = (values: readonly number[], start: number) =>
    values.slice(start, start + width).reduce((total, value) => total + value, 0)
  return columnChart({
    title: width === 1 ? 'Messages by round' : `Messages by ${width} rounds each`,
    columns: starts.map((start) => String(start + 1)),
    xName: 'round',
    yName: 'messages',
    shown: compact,
    layers: [
      { name: 'sent', tone: 'blue', values: starts.map((start) => sum(messagesByRound, start)) },
      {
        name: 'arrived where it was known',
        tone: 'orange',
        values: starts.map((start) => sum(duplicatesByRound, start)),
      },
    ],
  })
}

function roundsTable(report: EpidemicReport): Markup {
  const { messagesByRound, duplicatesByRound, roundMs, live } = report
  return section(
    'Rounds',
    table({
      caption: 'Nodes that have the message at the end of each round, and what was sent in it',
      head: ['Round', 'Until', 'Nodes', 'Share', 'Sent', 'Known already'],
      rows: roundLines(report).map(({ round, nodes }) => [
        String(round),
        `${grouped(round * roundMs)} ms`,
        grouped(nodes),
        percent(nodes / Math.max(1, live), 1),
        grouped(messagesByRound[round - 1] ?? 0),
        grouped(duplicatesByRound[round - 1] ?? 0),
      ]),
    }),
  )
}
