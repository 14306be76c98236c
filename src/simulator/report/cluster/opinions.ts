import type { TimelineEvent } from '../../cluster/cluster-report.ts'

/** What all observers together think of one node for a while. */
export interface OpinionSpan {
  readonly fromMs: number
  readonly toMs: number
  readonly suspectedBy: number
  readonly deadFor: number
}

/** What one node really did for a while. */
export interface TruthSpan {
  readonly fromMs: number
  readonly toMs: number
  readonly state: 'runs' | 'stands still' | 'gone'
}

type Opinion = 'suspect' | 'dead'

const OPINIONS: Readonly<Partial<Record<TimelineEvent['kind'], Opinion>>> = {
  suspect: 'suspect',
  dead: 'dead',
}
const WORLD = 'world'

/** Spans in which somebody doubted or buried the node; between them all held it for alive. */
export function opinionsOf(subject: string, events: readonly TimelineEvent[], endMs: number): OpinionSpan[] {
  const held = new Map<string, Opinion>()
  const spans: OpinionSpan[] = []
  let sinceMs = 0
  const close = (atMs: number) => {
    const opinions = [...held.values()]
    const deadFor = opinions.filter((one) => one === 'dead').length
    if (opinions.length > 0 && atMs > sinceMs)
      spans.push({ fromMs: sinceMs, toMs: atMs, suspectedBy: opinions.length - deadFor, deadFor })
    sinceMs = atMs
  }
  for (const event of events) {
    const forgets = event.observer === WORLD && event.kind === 'kill' && event.subject !== subject
    const who = forgets ? event.subject : event.observer
    if (who === WORLD || (!forgets && event.subject !== subject)) continue
    const opinion = forgets ? undefined : OPINIONS[event.kind]
    if (held.get(who) === opinion) continue
    close(event.atMs)
    if (opinion) held.set(who, opinion)
    else held.delete(who)
  }
  close(endMs)
  return spans
}

const STATES: Readonly<Partial<Record<TimelineEvent['kind'], TruthSpan['state']>>> = {
  start: 'runs',
  resume: 'runs',
  pause: 'stands still',
  kill: 'gone',
  leave: 'gone',
}

/** From the beginning to the end without a gap. */
export function truthOf(
  subject: string,
  events: readonly TimelineEvent[],
  fromMs: number,
  endMs: number,
): TruthSpan[] {
  const spans: TruthSpan[] = []
  let state: TruthSpan['state'] = 'runs'
  let sinceMs = fromMs
  for (const { observer, kind, subject: who, atMs } of events) {
    const next = observer === WORLD && who === subject ? STATES[kind] : undefined
    if (next === undefined || next === state) continue
    if (atMs > sinceMs) spans.push({ fromMs: sinceMs, toMs: atMs, state })
    state = next
    sinceMs = atMs
  }
  if (endMs > sinceMs) spans.push({ fromMs: sinceMs, toMs: endMs, state })
  return spans
}
