import type { TimelineKind } from '../../cluster/cluster-report.ts'
import { short } from '../numbers.ts'
import { EVENT_WORDS } from './event-words.ts'
import type { Happening } from './happenings.ts'

const NOTICED: Readonly<Partial<Record<TimelineKind, string>>> = {
  suspect: 'is suspected',
  refute: 'is heard to be alive after all',
  dead: 'is held for dead',
  left: 'is known to have left',
  restart: 'is seen to have been started again',
  forgotten: 'is forgotten',
}

/** One line of the course of a run. */
export function happeningText({ fromMs, toMs, kind, subject, observers, subjects }: Happening): string {
  const at = `${short(fromMs, 0)}ms: `
  const [first, ...others] = observers
  if (first === undefined) return `${at}${worldText(kind, subject)}`
  if (kind === 'join')
    return `${at}${first} sees ${subjects === 1 ? `${subject} join` : `${subjects} nodes join`}`
  const more = others.length === 0 ? '' : ` and by ${others.length} more until ${short(toMs, 0)}ms`
  return `${at}${subject} ${NOTICED[kind] ?? EVENT_WORDS[kind]} by ${first}${more}`
}

/** Of the network the subject says which part of it. */
function worldText(kind: TimelineKind, subject: string): string {
  if (kind === 'partition') return `the network is parted: ${subject}`
  if (kind === 'cut') return `the link ${subject} is cut`
  return kind === 'heal' ? `healed: ${subject}` : `${subject} ${EVENT_WORDS[kind]}`
}
