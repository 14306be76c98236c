import type { ListPosition } from '../../sessions/ports.ts'
import type { ActiveSession, Session } from '../../sessions/session.ts'

/** What one set of servers shares: give the same object to the store of each. Lost with the process. */
export class MemorySessionData {
  readonly #sessions = new Map<string, Session>()
  readonly #ofUser = new Map<string, Set<string>>()
  readonly #slots = new Map<string, string>()
  readonly #activeIn = new Map<string, Set<string>>()

  find(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId)
  }

  /** The session in the user's slot. */
  activeOf(userId: string): ActiveSession | undefined {
    const session = this.#sessions.get(this.#slots.get(userId) ?? '')
    return session?.status === 'active' ? session : undefined
  }

  save(session: Session): void {
    this.#sessions.set(session.sessionId, session)
    add(this.#ofUser, session.userId, session.sessionId)
    if (session.status === 'active') {
      this.#slots.set(session.userId, session.sessionId)
      add(this.#activeIn, session.region, session.sessionId)
      return
    }
    if (this.#slots.get(session.userId) === session.sessionId) this.#slots.delete(session.userId)
    this.#activeIn.get(session.region)?.delete(session.sessionId)
  }

  ofUser(userId: string): Session[] {
    return this.#newestFirst(this.#ofUser.get(userId))
  }

  activeIn(region: string): ActiveSession[] {
    return this.#newestFirst(this.#activeIn.get(region)).filter((session) => session.status === 'active')
  }

  countActive(region: string): number {
    return this.#activeIn.get(region)?.size ?? 0
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
