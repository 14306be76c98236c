import type { TimelineEvent, TimelineKind } from '../../cluster/cluster-report.ts'

/** The same news, as it gets around: one line instead of one for each observer. */
export interface Happening {
  readonly fromMs: number
  readonly toMs: number
  readonly kind: TimelineKind
  readonly subject: string
  /** Who noticed, in order; none where the world itself did it. */
  readonly observers: readonly string[]
  /** Of a join that one observer sees of many at once: how many. */
  readonly subjects: number
}

const WORLD = 'world'

/** Events from 0 on; what is noticed of one subject goes together until something else is noticed of it. */
export function happenings(events: readonly TimelineEvent[]): Happening[] {
  const open = new Map<string, { key: string; events: TimelineEvent[] }>()
  const all: TimelineEvent[][] = []
  for (const event of events) {
    if (event.atMs < 0) continue
    const owner = event.kind === 'join' ? event.observer : event.subject
    const key = `${event.kind} ${event.observer === WORLD}`
    const last = open.get(owner)
    if (last?.key === key && event.observer !== WORLD) last.events.push(event)
    else {
      const group = [event]
      open.set(owner, { key, events: group })
      all.push(group)
    }
  }
  return all.flatMap(happening)
}

function happening(events: readonly TimelineEvent[]): Happening[] {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return []
  return [
    {
      fromMs: first.atMs,
      toMs: last.atMs,
      kind: first.kind,
      subject: first.subject,
      observers: first.observer === WORLD ? [] : [...new Set(events.map(({ observer }) => observer))],
      subjects: new Set(events.map(({ subject }) => subject)).size,
    },
  ]
}
