import type { ClusterReport } from '../../cluster/cluster-report.ts'
import { nodeName } from '../../schedule/node-set.ts'
import { html, type Markup } from '../html/markup.ts'
import type { LegendEntry, Tone } from '../html/plot-frame.ts'
import type { Scale } from '../html/scale.ts'
import { type Span, timeline, type TimelineRow } from '../html/timeline.ts'
import { compact, grouped } from '../numbers.ts'
import { type OpinionSpan, opinionsOf, type TruthSpan, truthOf } from './opinions.ts'

/** More rows than these nobody reads. */
const MOST_ROWS = 64

const TRUTH_TONES: Readonly<Record<TruthSpan['state'], Tone | undefined>> = {
  runs: 'green',
  'stands still': 'grey',
  gone: undefined,
}

const LEGEND: readonly LegendEntry[] = [
  { name: 'runs', tone: 'green', look: 'block' },
  { name: 'stands still', tone: 'grey', look: 'block' },
  { name: 'suspected by some', tone: 'orange', look: 'block' },
  { name: 'held for dead by some', tone: 'red', look: 'block' },
  { name: 'the network is parted, cut or slow', tone: 'purple', look: 'block' },
]

const NETWORK_FAULTS = ['partition', 'cut', 'slow']

/** What each node did, and below it what the others thought of it. */
export function membershipTimeline(report: ClusterReport, scale: Scale): Markup {
  const rows = Array.from({ length: report.nodes }, (_, index) => rowOf(nodeName(index), report, scale))
  const eventful = rows.filter(({ spans }) => spans.length > 1)
  const chosen = rows.length <= MOST_ROWS ? rows : eventful.slice(0, MOST_ROWS)
  const left = rows.length - chosen.length
  return html`<p>
      Upper half of each row: what the node did. Lower half: what the others thought of
      it.${
        left > 0
          ? ` ${grouped(left)} nodes are left out${eventful.length > MOST_ROWS ? '' : ', to which nothing happened'}.`
          : ''
      }
    </p>
    ${timeline({
      summary: `Membership of ${report.nodes} nodes: ${report.deaths.length} deaths, ${report.mistakes.falseDeaths} false ones`,
      legend: LEGEND,
      time: { name: 'milliseconds', scale, shown: compact },
      rows: [...networkRow(report, scale), ...chosen],
    })}`
}

function rowOf(name: string, { timeline: { events } }: ClusterReport, { ticks }: Scale): TimelineRow {
  const [fromMs, endMs] = [ticks[0] ?? 0, ticks.at(-1) ?? 1]
  const truth = truthOf(name, events, fromMs, endMs).flatMap(({ state, ...span }): Span[] => {
    const tone = TRUTH_TONES[state]
    return tone ? [{ ...span, tone, half: 'upper', what: `${name} ${state}` }] : []
  })
  const opinions = merged(opinionsOf(name, events, endMs)).map(({ suspectedBy, deadFor, ...span }): Span => ({
    ...span,
    tone: deadFor > 0 ? 'red' : 'orange',
    half: 'lower',
    what: deadFor > 0 ? `${name}: dead for up to ${deadFor}` : `${name}: suspected by up to ${suspectedBy}`,
  }))
  return { name, spans: [...truth, ...opinions] }
}

/** One span for as long as it looks the same, with the most who thought so. */
function merged(spans: readonly OpinionSpan[]): OpinionSpan[] {
  const all: OpinionSpan[] = []
  for (const span of spans) {
    const last = all.at(-1)
    const goesOn = last?.toMs === span.fromMs && last.deadFor > 0 === span.deadFor > 0
    if (!last || !goesOn) all.push(span)
    else
      all[all.length - 1] = {
        fromMs: last.fromMs,
        toMs: span.toMs,
        suspectedBy: Math.max(last.suspectedBy, span.suspectedBy),
        deadFor: Math.max(last.deadFor, span.deadFor),
      }
  }
  return all
}

/** What the world did to the network, until it was healed. */
function networkRow({ timeline: { events } }: ClusterReport, { ticks }: Scale): TimelineRow[] {
  const world = events.filter(({ observer }) => observer === 'world')
  const spans = world.flatMap(({ kind, subject, atMs }, index): Span[] => {
    if (!NETWORK_FAULTS.includes(kind)) return []
    const healed = world
      .slice(index + 1)
      .find(
        (later) =>
          later.kind === 'heal' && [subject, `${kind} ${subject}`, 'everything'].includes(later.subject),
      )
    const toMs = healed?.atMs ?? ticks.at(-1) ?? atMs
    return [{ fromMs: atMs, toMs, tone: 'purple', what: `${kind}: ${subject}` }]
  })
  return spans.length === 0 ? [] : [{ name: 'network', spans }]
}
