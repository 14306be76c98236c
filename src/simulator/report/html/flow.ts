import { dataElement, html, type Markup } from './markup.ts'
import type { Tone } from './plot-frame.ts'

/** What an event looks like: a line between two nodes, if it is about two. */
export interface EventLook {
  readonly words: string
  readonly tone: Tone
  readonly isDashed?: boolean
  /** The line stays, faintly: all of them together are how it came about. */
  readonly stays?: boolean
}

export interface StateLook {
  readonly words: string
  /** Absent: an empty circle. */
  readonly tone?: Tone
  readonly isHollow?: boolean
}

export interface FlowEvent {
  readonly atMs: number
  /** Nodes by number; without `from` it happens to one node. */
  readonly from?: number
  readonly to: number
  readonly look: string
  /** The state of `to` from now on. */
  readonly becomes?: string
}

export interface Flow {
  readonly names: readonly string[]
  readonly looks: Readonly<Record<string, EventLook>>
  readonly states: Readonly<Record<string, StateLook>>
  /** Of each node, at the beginning. */
  readonly initial: readonly string[]
  /** Nodes in this state are counted beside each event. */
  readonly counted: string
  /** In order of time. */
  readonly events: readonly FlowEvent[]
  /** The line of the present on a chart: its id, and the times at the two ends of that chart. */
  readonly cursor?: { readonly id: string; readonly fromMs: number; readonly toMs: number }
}

/** More nodes than these on one circle are a knot. */
export const MOST_FLOW_NODES = 64
/** Enough for every message of so many nodes, and a page stays small. */
export const MOST_FLOW_EVENTS = 10_000

const SIZE = 460
const RADIUS = 195
/** How far the lines bend towards the middle: where that lies, weighed against the middle between the two ends. */
const BOW = { keep: 0.35, add: SIZE * 0.15 }
/** Up to so many nodes have room for their numbers. */
const FEW = 32
const RADII = { few: 15, many: 8 }

/** Nodes on a circle and what passes between them, with a slider that goes through it. */
export function flow({ names, looks, states, initial, counted, events, cursor }: Flow): Markup {
  const places = names.map((_, index) => place(index, names.length))
  const atEnd = finalStates(initial, events)
  const isMany = names.length > FEW
  const data = { names, places, bow: BOW, looks, states, initial, counted, cursor, events: events.map(row) }
  const drawn = new Set(events.filter(({ from }) => from !== undefined).map(({ look }) => look))
  const lines = Object.entries(looks).flatMap(([name, look]) => (drawn.has(name) ? [look] : []))
  const count = atEnd.filter((state) => state === counted).length
  return html`<div class="controls" id="controls" hidden>
      <button type="button" id="play">Play</button>
      <label
        >Event <input type="range" id="step" min="0" max="${events.length}" value="${events.length}" step="1"
      /></label>
      <output id="told" for="step"></output>
    </div>
    <ul class="legend">
      ${lines.map(
        ({ words, tone, isDashed }) =>
          html`<li><i class="${isDashed ? 'dashes' : 'line'} tone-${tone}"></i>${words}</li>`,
      )}${Object.values(states).map(
        ({ words, tone, isHollow }) =>
          html`<li>
            <i class="${isHollow || !tone ? 'ring' : 'round'} tone-${tone ?? 'grey'}"></i>${words}
          </li>`,
      )}
    </ul>
    <svg
      class="flow"
      viewBox="0 0 ${SIZE} ${SIZE}"
      role="img"
      aria-label="At the end ${count} of ${names.length}: ${states[counted]?.words}"
    >
      <g id="edges">
        ${events
          .filter(({ look, from }) => looks[look]?.stays && from !== undefined)
          .map(({ from = 0, to, look }) => edge(places, from, to, looks[look]?.tone))}
      </g>
      <g id="nodes">
        ${names.map(
          (name, index) =>
            html`<g class="${classOf(states[atEnd[index] ?? ''])}"
              ><title>${name}</title
              ><circle
                cx="${places[index]?.[0]}"
                cy="${places[index]?.[1]}"
                r="${isMany ? RADII.many : RADII.few}"
              />${
                isMany
                  ? undefined
                  : html`<text x="${places[index]?.[0]}" y="${places[index]?.[1]}">${index}</text>`
              }</g
            > `,
        )}
      </g>
    </svg>
    ${dataElement('flow-data', data)}`
}

type Place = readonly [x: number, y: number]

/** The first at the top, the others clockwise. */
function place(index: number, count: number): Place {
  const angle = (2 * Math.PI * index) / count
  return [Math.round(SIZE / 2 + RADIUS * Math.sin(angle)), Math.round(SIZE / 2 - RADIUS * Math.cos(angle))]
}

/** A bow towards the middle, so that the ways between neighbours can be told from the circle. */
function edge(places: readonly Place[], from: number, to: number, tone: Tone = 'grey'): Markup {
  const [x1, y1] = places[from] ?? [0, 0]
  const [x2, y2] = places[to] ?? [0, 0]
  const bend = (a: number, b: number) => Math.round((a + b) * BOW.keep + BOW.add)
  const bow = `M${x1} ${y1}Q${bend(x1, x2)} ${bend(y1, y2)} ${x2} ${y2}`
  return html`<path class="edge old tone-${tone}" d="${bow}" />`
}

function classOf(state: StateLook | undefined): string {
  if (!state?.tone) return 'node'
  return `node ${state.isHollow ? 'hollow' : 'filled'} tone-${state.tone}`
}

function finalStates(initial: readonly string[], events: readonly FlowEvent[]): readonly string[] {
  const states = [...initial]
  for (const { to, becomes } of events) if (becomes !== undefined) states[to] = becomes
  return states
}

/** Short, because there are many. */
function row({ atMs, from = -1, to, look, becomes }: FlowEvent): readonly (number | string)[] {
  const common = [Math.round(atMs * 1000) / 1000, from, to, look]
  return becomes === undefined ? common : [...common, becomes]
}
