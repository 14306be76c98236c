import type { EpidemicReport } from '../../epidemic/report.ts'
import { nodeName } from '../../schedule/node-set.ts'
import { type EventLook, flow, type Flow, type StateLook } from '../html/flow.ts'
import { html, type Markup } from '../html/markup.ts'
import { section } from '../html/page.ts'
import type { Recording } from './recording.ts'

const LOOKS = {
  new: { words: 'brings the message', tone: 'blue', stays: true },
  again: { words: 'brings it again', tone: 'grey' },
  lost: { words: 'is lost', tone: 'red', isDashed: true },
} as const satisfies Readonly<Record<string, EventLook>>

const CHURN_LOOKS = {
  goes: { words: 'goes down', tone: 'red' },
  comes: { words: 'comes up', tone: 'green' },
} as const satisfies Readonly<Record<string, EventLook>>

const STATES = {
  has: { words: 'have the message', tone: 'green' },
  lacks: { words: 'do not have it' },
  off: { words: 'are down', tone: 'red', isHollow: true },
} as const satisfies Readonly<Record<string, StateLook>>

/** Who told whom, with the slider that goes through it. */
export function messageFlow(
  { nodes, broadcasts }: EpidemicReport,
  recording: Recording,
  cursor: NonNullable<Flow['cursor']>,
): Markup {
  const events = recording.events()
  const origin = broadcasts[0]?.origin ?? 0
  const churns = events.some(({ look }) => look === 'goes' || look === 'comes')
  const { off, ...usual } = STATES
  return section(
    'Message flow',
    html`<p>
        Each line is a message from node to node${broadcasts.length > 1 ? ', of the first broadcast' : ''}.
        Play it, or move the slider: with the mouse, or with the arrow keys.
      </p>
      ${recording.leftOut > 0 ? html`<p>The last ${recording.leftOut} events are left out.</p>` : undefined}`,
    flow({
      names: Array.from({ length: nodes }, (_, index) => nodeName(index)),
      looks: churns ? { ...LOOKS, ...CHURN_LOOKS } : LOOKS,
      states: churns ? { ...usual, off } : usual,
      initial: Array.from({ length: nodes }, (_, index) => (index === origin ? 'has' : 'lacks')),
      counted: 'has',
      events,
      cursor,
    }),
  )
}
