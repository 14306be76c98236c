import type { ClusterReport, TimelineEvent } from '../../cluster/cluster-report.ts'
import { nodeName } from '../../schedule/node-set.ts'
import {
  type EventLook,
  flow,
  type Flow,
  type FlowEvent,
  MOST_FLOW_EVENTS,
  type StateLook,
} from '../html/flow.ts'
import { html, type Markup } from '../html/markup.ts'
import type { Tone } from '../html/plot-frame.ts'
import { section } from '../html/page.ts'
import { EVENT_WORDS } from './event-words.ts'

const TONES: Readonly<Partial<Record<TimelineEvent['kind'], Tone>>> = {
  join: 'green',
  refute: 'green',
  restart: 'green',
  suspect: 'orange',
  dead: 'red',
  left: 'grey',
  forgotten: 'grey',
  kill: 'red',
  leave: 'grey',
  pause: 'grey',
  partition: 'purple',
  cut: 'purple',
  slow: 'purple',
}

const STATES = {
  runs: { words: 'run', tone: 'green' },
  still: { words: 'stand still', tone: 'grey' },
  gone: { words: 'are gone', tone: 'red', isHollow: true },
} as const satisfies Readonly<Record<string, StateLook>>

const BECOMES: Readonly<Partial<Record<TimelineEvent['kind'], keyof typeof STATES>>> = {
  start: 'runs',
  resume: 'runs',
  kill: 'gone',
  leave: 'gone',
  pause: 'still',
}

/** Who noticed what about whom, event by event. */
export function membershipFlow(report: ClusterReport, cursor: NonNullable<Flow['cursor']>): Markup {
  const { nodes, timeline } = report
  const names = Array.from({ length: nodes }, (_, index) => nodeName(index))
  const numbers = new Map(names.map((name, index) => [name, index]))
  const shown = timeline.events
    .flatMap((event) => (event.atMs < 0 ? [] : eventOf(event, numbers)))
    .slice(0, MOST_FLOW_EVENTS)
  const looks = Object.fromEntries(
    shown.map(({ look }) => [look, lookOf(look)] as const).filter(([, look]) => look !== undefined),
  ) as Readonly<Record<string, EventLook>>
  return section(
    'Who noticed what',
    html`<p>
      Each line goes from a node to the one that it has news about. Play it, or move the slider: with the
      mouse, or with the arrow keys.
    </p>`,
    flow({
      names,
      looks,
      states: STATES,
      initial: names.map(() => 'runs'),
      counted: 'runs',
      events: shown,
      cursor,
    }),
  )
}

function lookOf(kind: string): EventLook | undefined {
  const words: Readonly<Record<string, string>> = EVENT_WORDS
  const tones: Readonly<Record<string, Tone | undefined>> = TONES
  const text = words[kind]
  return text === undefined ? undefined : { words: text, tone: tones[kind] ?? 'blue' }
}

function eventOf(
  { atMs, observer, kind, subject }: TimelineEvent,
  numbers: ReadonlyMap<string, number>,
): FlowEvent[] {
  const [from, to] = [numbers.get(observer), numbers.get(subject)]
  if (to === undefined) return []
  const becomes = observer === 'world' ? BECOMES[kind] : undefined
  return [
    { atMs, to, look: kind, ...(from !== undefined && from !== to && { from }), ...(becomes && { becomes }) },
  ]
}
