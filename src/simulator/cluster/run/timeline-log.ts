import type { MemberChange, MeshEvent } from '../../../gossip/engine/effect.ts'
import type { Timeline, TimelineEvent, TimelineKind } from '../cluster-report.ts'

const MAX_TIMELINE = 10_000

const KINDS: Readonly<Partial<Record<MemberChange, TimelineKind>>> = {
  joined: 'join',
  suspected: 'suspect',
  refuted: 'refute',
  died: 'dead',
  left: 'left',
  restarted: 'restart',
  forgotten: 'forgotten',
}

/** What the observers noticed and what was done to them, in order and bounded. */
export class TimelineLog {
  readonly #events: TimelineEvent[] = []
  readonly #tell: (event: TimelineEvent) => void
  #leftOut = 0

  constructor(tell: (event: TimelineEvent) => void) {
    this.#tell = tell
  }

  add(event: TimelineEvent): void {
    if (this.#events.length < MAX_TIMELINE) this.#events.push(event)
    else this.#leftOut += 1
    this.#tell(event)
  }

  timeline(): Timeline {
    return { events: this.#events, leftOut: this.#leftOut }
  }
}

/** What an engine's event is on the timeline, if anything. */
export function timelineEvent(observer: string, event: MeshEvent, atMs: number): TimelineEvent | undefined {
  if (event.kind === 'displaced') return { atMs, observer, kind: 'displaced', subject: observer }
  if (event.kind !== 'member' || event.member.name === observer) return undefined
  const kind = KINDS[event.change]
  const { name, incarnation } = event.member
  return kind && { atMs, observer, kind, subject: name, incarnation }
}
