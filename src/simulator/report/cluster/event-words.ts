import type { TimelineKind } from '../../cluster/cluster-report.ts'

/** What an event says of its subject, for people. */
export const EVENT_WORDS: Readonly<Record<TimelineKind, string>> = {
  join: 'sees it join',
  suspect: 'suspects it',
  refute: 'hears its objection: alive',
  dead: 'holds it for dead',
  left: 'has heard that it leaves',
  restart: 'sees that it was started again',
  forgotten: 'forgets it',
  displaced: 'is displaced by it',
  start: 'starts',
  kill: 'is killed',
  leave: 'leaves',
  pause: 'stands still',
  resume: 'goes on',
  partition: 'is cut off from others',
  cut: 'has a cut link',
  slow: 'becomes slow',
  heal: 'is healed',
}
