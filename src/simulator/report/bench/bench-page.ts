import { USUAL_FANOUT } from '../../bench/bench-options.ts'
import type { BenchReport } from '../../bench/run-bench.ts'
import type { Envelope } from '../envelope.ts'
import { aboutSection } from '../html/about.ts'
import { html } from '../html/markup.ts'
import { page, section, sideBySide, type Tile } from '../html/page.ts'
import { table } from '../html/table.ts'
import { grouped, percent, short } from '../numbers.ts'
import { benchCharts } from './bench-charts.ts'
import { benchTables } from './bench-tables.ts'
import { benchWords } from './bench-words.ts'

/** The comparisons as a page: drawn, and in figures. */
export function benchPage(report: BenchReport, envelope: Envelope): string {
  const charts = benchCharts(report).map(({ title, chart }) => section(title, chart))
  const words = benchWords(report)
  return page({
    title: 'Gossip strategies compared',
    intro:
      'Means over many seeds. Times and memory are those of one machine; everything else follows from the seeds.',
    tiles: tiles(report),
    sections: [
      ...(charts.length === 0 ? [] : [sideBySide(...charts)]),
      ...(words.length === 0
        ? []
        : [
            section(
              'In words',
              html`<ul>
                ${words.map((line) => html`<li>${line}</li>`)}
              </ul>`,
            ),
          ]),
      ...benchTables(report).map((one) => section(one.caption.split(/[:,]/)[0] ?? '', table(one))),
      aboutSection(envelope),
    ],
  })
}

function tiles({ connections, sizes, fanouts, failureDetection }: BenchReport): Tile[] {
  const usual = fanouts?.find(({ fanout }) => fanout === USUAL_FANOUT)
  const largest = failureDetection?.at(-1)
  return [
    ...(connections
      ? [
          {
            name: `Connections, ${connections.nodes} nodes`,
            value: grouped(connections.gossip),
            note: `a full mesh has ${grouped(connections.fullMesh)}`,
          },
        ]
      : []),
    ...(usual?.push.rounds
      ? [
          {
            name: `Rounds with fanout ${USUAL_FANOUT}`,
            value: usual.push.rounds.mean.toFixed(1),
            note: `log_F N says ${usual.ruleOfThumb}`,
          },
          {
            name: `Messages with fanout ${USUAL_FANOUT}`,
            value: grouped(usual.push.messages),
            note: `${usual.push.converged} of ${usual.push.runs} converged`,
          },
        ]
      : []),
    ...(sizes
      ? [
          {
            name: 'Rounds',
            value: `${short(sizes.rounds.slope)} log2 N`,
            note: `fits to ${percent(sizes.rounds.r2, 1)}`,
          },
          {
            name: 'Messages',
            value: `${short(sizes.messages.slope)} N log2 N`,
            note: `fits to ${percent(sizes.messages.r2, 1)}`,
          },
        ]
      : []),
    ...(largest
      ? [
          {
            name: `SWIM, ${largest.nodes} nodes`,
            value: `${short(largest.swimMessages, 1)}/s`,
            note: `heartbeats to all: ${largest.heartbeats}/s per node`,
          },
        ]
      : []),
  ]
}
