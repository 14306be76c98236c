import type { Call, ExitCall, Found, ShownSession, StartCall } from './history.ts'

type AnsweredStart = StartCall & { readonly outcome: { readonly kind: 'answered' } }
type AnsweredExit = ExitCall & { readonly outcome: { readonly kind: 'answered' } }

const NEVER = Infinity

/** One user's calls in order of their beginning, and what was found of that user afterwards. */
export class UserHistory {
  readonly userId: string
  readonly starts: readonly StartCall[]
  readonly answered: readonly AnsweredStart[]
  readonly exits: readonly ExitCall[]
  readonly acknowledgedExits: readonly AnsweredExit[]
  readonly listed: readonly ShownSession[]
  readonly #found: Found

  constructor(userId: string, calls: readonly Call[], found: Found) {
    const ordered = calls.toSorted((a, b) => a.beganMs - b.beganMs)
    this.userId = userId
    this.starts = ordered.filter((call) => call.kind === 'start')
    this.exits = ordered.filter((call) => call.kind === 'exit')
    this.answered = this.starts.filter((call): call is AnsweredStart => call.outcome.kind === 'answered')
    this.acknowledgedExits = this.exits.filter(
      (call): call is AnsweredExit => call.outcome.kind === 'answered',
    )
    this.listed = found.listed.get(userId) ?? []
    this.#found = found
  }

  /** Every way in which the session was found: in the list, and by its id if it was looked up. */
  found(sessionId: string): (ShownSession | undefined)[] {
    const { lookedUp } = this.#found
    const byId = lookedUp.has(sessionId) ? [lookedUp.get(sessionId)] : []
    return [this.listed.find((session) => session.sessionId === sessionId), ...byId]
  }

  /** From when on the session may have ended. */
  exitBeganMs(sessionId: string): number {
    return this.exits.find((call) => call.sessionId === sessionId)?.beganMs ?? NEVER
  }

  /** From when on the session must have ended. */
  exitAcknowledgedMs(sessionId: string): number {
    const ends = this.acknowledgedExits.filter((call) => call.sessionId === sessionId)
    return Math.min(NEVER, ...ends.map((call) => call.endedMs))
  }

  /**
   * Whether a call with this key, begun before `ms`, may have made the session. Also one that was answered with 200: main
   * may have asked a region that made it and died before it could say so.
   */
  mayHaveMade(key: string, sessionId: string, ms: number): boolean {
    return this.starts.some(
      ({ key: usedKey, beganMs, outcome }) =>
        usedKey === key &&
        beganMs < ms &&
        (outcome.kind === 'unanswered' ||
          (outcome.kind === 'answered' && outcome.session.sessionId === sessionId)),
    )
  }
}
