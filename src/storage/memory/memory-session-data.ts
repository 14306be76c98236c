import type { ListPosition } from '../../sessions/ports.ts'
import { isActive, type Seen } from '../../sessions/expiry.ts'
import type { ActiveSession, EndedSession, Session } from '../../sessions/session.ts'

/** What one set of servers shares: give the same object to the store of each. Lost with the process. */
export class MemorySessionData {
  readonly #sessions = new Map<string, Session>()
  readonly #ofUser = new Map<string, Set<string>>()
  readonly #slots = new Map<string, string>()
  readonly #activeIn = new Map<string, Set<string>>()
  readonly #lastSeenMs = new Map<string, number>()

  find(sessionId: string): Seen | undefined {
    const session = this.#sessions.get(sessionId)
    return session && this.#seen(session)
  }

  /** The session in the user's slot. */
  activeOf(userId: string): Seen<ActiveSession> | undefined {
    const seen = this.find(this.#slots.get(userId) ?? '')
    return seen && isActive(seen) ? seen : undefined
  }

  keepAlive(sessionId: string, lastSeenMs: number): void {
    this.#lastSeenMs.set(sessionId, lastSeenMs)
  }

  create(session: ActiveSession, takesSlot: boolean): void {
    this.#sessions.set(session.sessionId, session)
    add(this.#ofUser, session.userId, session.sessionId)
    if (takesSlot) this.#slots.set(session.userId, session.sessionId)
    add(this.#activeIn, session.region, session.sessionId)
  }

  end(session: EndedSession): void {
    this.#sessions.set(session.sessionId, session)
    this.#lastSeenMs.delete(session.sessionId)
    if (this.#slots.get(session.userId) === session.sessionId) this.#slots.delete(session.userId)
    this.#activeIn.get(session.region)?.delete(session.sessionId)
  }

  ofUser(userId: string): Session[] {
    return this.#newestFirst(this.#ofUser.get(userId))
  }

  activeIn(region: string): Session[] {
    return this.#newestFirst(this.#activeIn.get(region))
  }

  activeRegions(): string[] {
    return [...this.#activeIn].filter(([, ids]) => ids.size > 0).map(([region]) => region)
  }

  countActive(region: string): number {
    return this.#activeIn.get(region)?.size ?? 0
  }

  #seen<S extends Session>(session: S): Seen<S> {
    const lastSeenMs = this.#lastSeenMs.get(session.sessionId)
    return { session, ...(lastSeenMs !== undefined && { lastSeenMs }) }
  }

  #newestFirst(ids: Iterable<string> = []): Session[] {
    return [...ids].flatMap((id) => this.#sessions.get(id) ?? []).sort(byPosition)
  }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

/** Negative when `a` comes first: the newer one, or of the same moment the one with the higher id. */
export function byPosition(a: ListPosition, b: ListPosition): number {
  if (a.startedAtMs !== b.startedAtMs) return b.startedAtMs - a.startedAtMs
  if (a.sessionId === b.sessionId) return 0
  return a.sessionId < b.sessionId ? 1 : -1
}
