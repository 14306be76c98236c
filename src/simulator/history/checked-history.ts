import type { SessionRules } from '../../sessions/rules.ts'
import type { FinalSessions } from './final-session.ts'
import type { Operation, ShownSession } from './history.ts'

export type Findings = Iterable<readonly [rule: string, detail: string]>

/** How exact the times in answers are, and how fresh reads. */
export interface Allowance {
  /** How far a server's clock may be from the world's. */
  readonly skewMs: number
  /** Clocks were set while servers ran, by so much at most; 0: none was. */
  readonly jumpMs: number
  /** Reads that decide nothing may show what another data centre had a moment ago. */
  readonly areReadsStale: boolean
  /** How long a request may be worked on: its time was read at its beginning. */
  readonly requestMs: number
}

export interface HistoryParts {
  readonly operations: readonly Operation[]
  readonly rules: SessionRules
  readonly allowance: Allowance
  readonly final: FinalSessions
}

/** A session as one operation was told about it. */
export interface Sighting {
  readonly operation: Operation
  readonly session: ShownSession
}

/** A history with what all rules need to know of each session. */
export class CheckedHistory {
  readonly operations: readonly Operation[]
  readonly rules: SessionRules
  readonly allowance: Allowance
  readonly final: FinalSessions
  readonly #sightings = new Map<string, Sighting[]>()
  readonly #exits = new Map<string, Operation[]>()
  /** Refusals that named the session. */
  readonly #named = new Map<string, Operation[]>()
  readonly #ofUser = new Map<string, Operation[]>()
  readonly #heartbeats = new Map<string, Operation[]>()

  constructor({ operations, rules, allowance, final }: HistoryParts) {
    this.operations = operations
    this.rules = rules
    this.allowance = allowance
    this.final = final
    for (const operation of operations) {
      const { asked, userId } = operation
      push(this.#ofUser, userId, operation)
      if (asked.kind === 'exit') push(this.#exits, asked.sessionId, operation)
      const { told } = operation
      if (told.kind === 'refused' && told.sessionId !== undefined)
        push(this.#named, told.sessionId, operation)
      if (asked.kind === 'heartbeat') push(this.#heartbeats, asked.sessionId, operation)
      for (const session of shownBy(operation))
        push(this.#sightings, session.sessionId, { operation, session })
    }
  }

  get sessionIds(): Iterable<string> {
    return this.#sightings.keys()
  }

  get users(): Iterable<string> {
    return this.#ofUser.keys()
  }

  sightings(sessionId: string): readonly Sighting[] {
    return this.#sightings.get(sessionId) ?? []
  }

  heartbeats(sessionId: string): readonly Operation[] {
    return this.#heartbeats.get(sessionId) ?? []
  }

  ofUser(userId: string): readonly Operation[] {
    return this.#ofUser.get(userId) ?? []
  }

  startsOf(userId: string): readonly Operation[] {
    return this.ofUser(userId).filter(({ asked }) => asked.kind === 'start')
  }

  /** From when on it is known that the session has ended; Infinity: never told. */
  knownEndedMs(sessionId: string): number {
    const ended = this.sightings(sessionId).filter(({ session }) => session.status !== 'active')
    return Math.min(Infinity, ...ended.map(({ operation }) => operation.endedMs))
  }

  /** From when on it is known to exist. A list may show a session before its start is answered. */
  knownStartedMs(sessionId: string): number {
    const shown = this.sightings(sessionId).map(({ operation }) => operation)
    const named = this.#named.get(sessionId) ?? []
    const answered = [...shown, ...named].filter(({ told }) => told.kind !== 'sessions')
    return Math.min(Infinity, ...answered.map(({ endedMs }) => endedMs))
  }

  /** Before this nothing can have ended the session. */
  mayEndFromMs(sessionId: string, userId: string): number {
    const { rules, allowance, final } = this
    const session = final.get(sessionId)
    const enders = (this.#exits.get(sessionId) ?? []).map(({ beganMs }) => beganMs)
    if (rules.policy === 'replace') enders.push(...this.#replacingStarts(sessionId, userId))
    if (session?.status === 'expired') {
      const clockMs = allowance.skewMs + allowance.jumpMs
      enders.push(session.exitedAtMs - clockMs)
    }
    return Math.min(Infinity, ...enders)
  }

  /** When starts began that may have come after this session's; one is worked on for a while before it decides. */
  #replacingStarts(sessionId: string, userId: string): number[] {
    const { skewMs, jumpMs, requestMs } = this.allowance
    const startedAtMs = this.final.get(sessionId)?.startedAtMs ?? 0
    const others = this.startsOf(userId).filter(({ asked, told, isRepeated }) => {
      const isOfItsKey = asked.kind === 'start' && asked.sessionIdOfKey === sessionId
      // Carried out twice without a key, a start replaces what it made itself.
      const hasMadeIt = told.kind === 'session' && told.session.sessionId === sessionId && !isRepeated
      return !isOfItsKey && !hasMadeIt
    })
    return others
      .map(({ beganMs }) => beganMs)
      .filter((beganMs) => beganMs > startedAtMs - skewMs - jumpMs - requestMs)
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function shownBy({ told }: Operation): readonly ShownSession[] {
  if (told.kind === 'session') return [told.session]
  return told.kind === 'sessions' ? told.sessions : []
}

export function describe({ number, client, server, asked, beganMs, endedMs, told }: Operation): string {
  const what = 'sessionId' in asked ? `${asked.kind} ${asked.sessionId}` : asked.kind
  const key = asked.kind === 'start' && asked.key !== undefined ? ` key ${asked.key}` : ''
  const time = `${Math.round(beganMs)}-${Math.round(endedMs)}`
  return `#${number} ${client} ${what}${key} at ${server} (${time}): ${JSON.stringify(told)}`
}
