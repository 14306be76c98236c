import { isClient, type JournalEntry } from '../network/journal.ts'
import type { NemesisEvent } from '../network/nemesis.ts'
import { escape } from './escape.ts'

export interface TimelineInput {
  readonly title: string
  readonly summary: string
  readonly entries: readonly JournalEntry[]
  readonly nemesis: readonly NemesisEvent[]
  /** The load begins here; what came before is start-up. */
  readonly fromMs: number
}

/** More arrows than this nobody can read. */
const MAX_ARROWS = 1_500
/** All lanes of a small run, and of one with 25 nodes, fit on a screen. */
const LANES_WIDTH = 1_120
const MIN_LANE_WIDTH = 36
const MAX_LANE_WIDTH = 110
const LEFT = 90
const HEAD = 28
const ROW = 14
const LONGEST_NAME = 12

interface Flight {
  readonly entry: JournalEntry
  readonly end: JournalEntry | undefined
}

/** One file that needs nothing else and runs no script: who sent what to whom, from the beginning of the load. */
export function timelinePage(input: TimelineInput): string {
  const flights = flightsOf(input)
  const lanes = [...new Set(flights.flatMap(({ entry }) => [laneOf(entry.src), laneOf(entry.dest)]))].sort(
    byName,
  )
  const times = [...new Set(flights.flatMap(({ entry, end }) => [entry, end ?? entry].map(momentOf)))]
  const rows = new Map(times.sort((a, b) => a - b).map((time, row) => [time, ROW * (row + 1)]))
  const height = ROW * (rows.size + 2)
  const fitting = Math.floor(LANES_WIDTH / (lanes.length + 1))
  const laneWidth = Math.max(MIN_LANE_WIDTH, Math.min(MAX_LANE_WIDTH, fitting))
  const width = LEFT + laneWidth * (lanes.length + 1)
  const x = (id: string) => LEFT + laneWidth * (lanes.indexOf(laneOf(id)) + 0.5)
  const y = (entry: JournalEntry) => rows.get(momentOf(entry)) ?? 0
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escape(input.title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(input.title)}</h1>
<pre>${escape(input.summary)}</pre>
<p>${amount(flights.length, input)} from the beginning of the load; those between clients and nodes are grey, lost ones red. Point at an arrow for its message.</p>
<div class="scroll" tabindex="0">
<svg class="names" width="${width}" height="${HEAD}" aria-hidden="true">${lanes.map((id) => name(id, x(id))).join('')}</svg>
<svg width="${width}" height="${height}" role="img" aria-label="messages over time">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${lanes.map((id) => lane(x(id), height)).join('\n')}
${[...rows].map(([time, at]) => `<text class="time" x="4" y="${at + 4}">${time.toFixed(1)} ms</text>`).join('\n')}
${input.nemesis.map((event) => mark(event, rows, width)).join('\n')}
${flights.map((flight) => arrow(flight, x, y)).join('\n')}
</svg></div>
</body>
</html>
`
}

function sendsOf({ entries, fromMs }: TimelineInput): JournalEntry[] {
  return entries.filter(({ kind, atMs }) => kind === 'send' && atMs >= fromMs)
}

function amount(shown: number, input: TimelineInput): string {
  const all = sendsOf(input).length
  return shown < all
    ? `The first ${shown} of ${all} messages (the file messages.jsonl has all)`
    : `${all} messages`
}

function flightsOf(input: TimelineInput): Flight[] {
  const ends = new Map<number, JournalEntry>()
  for (const entry of input.entries) if (entry.kind !== 'send') ends.set(entry.id, entry)
  return sendsOf(input)
    .slice(0, MAX_ARROWS)
    .map((entry) => ({ entry, end: ends.get(entry.id) }))
}

const CLIENTS = 'clients'

/** There are many clients, and each is short-lived: they share a lane. */
function laneOf(id: string): string {
  return isClient(id) ? CLIENTS : id
}

/** Clocks that are added up differ in the last digits: what a reader cannot tell apart is one row. */
function momentOf({ atMs }: JournalEntry): number {
  return Math.round(atMs * 100) / 100
}

/** Clients, then nodes by number, then services. */
function byName(a: string, b: string): number {
  return rank(a) - rank(b) || Number(a.slice(1)) - Number(b.slice(1)) || (a < b ? -1 : 1)
}

function rank(id: string): number {
  if (id === CLIENTS) return 0
  return /^n\d+$/.test(id) ? 1 : 2
}

function name(id: string, at: number): string {
  return `<text class="name" x="${at}" y="${HEAD - 10}">${escape(id.slice(0, LONGEST_NAME))}<title>${escape(id)}</title></text>`
}

function lane(at: number, height: number): string {
  return `<line class="lane" x1="${at}" y1="0" x2="${at}" y2="${height}"/>`
}

function mark({ atMs, what }: NemesisEvent, rows: ReadonlyMap<number, number>, width: number): string {
  const next = [...rows].find(([time]) => time >= atMs)
  if (!next) return ''
  return `<line class="${what}" x1="${LEFT}" y1="${next[1]}" x2="${width}" y2="${next[1]}"><title>${what} at ${atMs.toFixed(0)} ms</title></line>`
}

function arrow(
  { entry, end }: Flight,
  x: (id: string) => number,
  y: (entry: JournalEntry) => number,
): string {
  const kind = end?.kind === 'lost' ? 'lost' : isBetweenServers(entry) ? 'server' : 'client'
  const until = end
    ? `${end.kind === 'lost' ? 'lost' : 'arrives'} at ${end.atMs.toFixed(1)} ms`
    : 'under way at the end'
  const what = `${entry.type}: ${entry.src} to ${entry.dest}, sent at ${entry.atMs.toFixed(1)} ms, ${until}`
  return `<line class="message ${kind}" marker-end="url(#tip)" x1="${x(entry.src)}" y1="${y(entry)}" x2="${x(entry.dest)}" y2="${y(end ?? entry)}"><title>${escape(what)}</title></line>`
}

function isBetweenServers({ src, dest }: JournalEntry): boolean {
  return !isClient(src) && !isClient(dest)
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 1.5rem; }
pre { white-space: pre-wrap; }
.scroll { overflow: auto; max-height: 92vh; }
svg { display: block; }
.names { position: sticky; top: 0; background: Canvas; }
text { font-size: 11px; fill: currentColor; }
.name { text-anchor: middle; font-weight: 600; }
.time { opacity: 0.6; }
.lane { stroke: currentColor; stroke-opacity: 0.25; }
.message { stroke-width: 1.5; }
.message:hover { stroke-width: 4; }
.server { stroke: #1f6feb; }
.client { stroke: #888; stroke-opacity: 0.6; }
.lost { stroke: #d1242f; stroke-dasharray: 4 3; }
.partition { stroke: #d1242f; stroke-width: 3; }
.heal { stroke: #1a7f37; stroke-width: 3; }
marker path { fill: #888; }
`
