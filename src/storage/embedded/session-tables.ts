import { assert } from '../../base/assert.ts'
import type { StartCommand, StartSituation } from '../../sessions/decide.ts'
import { SessionIdTakenError } from '../../sessions/errors.ts'
import type { Seen } from '../../sessions/expiry.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import { isSessionId } from '../../sessions/session-id.ts'
import type { ActiveSession, EndedSession, Session } from '../../sessions/session.ts'
import type { Environment } from './environment.ts'
import { endOfList, listKey, ownerIn, ownerKey, positionIn } from './keys.ts'

/** A page looks at no more sessions than this: reading is synchronous, and the server has other things to do. */
const MAX_LOOKED_AT = 2000

/** Marks the presence of a list key; the session itself stands in `sessions`. */
const LISTED_USER = '1'
const LISTED_REGION = 1

/** No region is called so. */
const PROBE_REGION = ''

interface Bounds {
  readonly limit: number
  readonly after?: ListPosition | undefined
}

type Wanted<T extends Session> = (seen: Seen) => T | undefined

interface Page<T extends Session> {
  readonly sessions: readonly T[]
  readonly next?: ListPosition
}

/**
 * Sessions as rows of LMDB tables. Reading sees one snapshot; the writing functions run inside a transaction and keep
 * row, slot, lists and count in step.
 */
export class SessionTables {
  readonly #environment: Environment
  readonly #counted = new Map<string, number>()

  constructor(environment: Environment) {
    this.#environment = environment
  }

  find(sessionId: string): Seen | undefined {
    const session = isSessionId(sessionId) ? this.#environment.sessions.get(sessionId) : undefined
    return session && this.seen(session)
  }

  /** An ended session is not looked up: nothing of it may change any more. */
  seen<S extends Session>(session: S): Seen<S> {
    const lastSeenMs =
      session.status === 'active' ? this.#environment.lastSeen.get(session.sessionId) : undefined
    return lastSeenMs === undefined ? { session } : { session, lastSeenMs }
  }

  situation(command: StartCommand): StartSituation {
    const own = this.find(command.sessionId)
    if (own && own.session.userId !== command.userId) {
      throw new SessionIdTakenError(`session ${command.sessionId} belongs to another user`)
    }
    const slot = this.#environment.users.get(ownerKey(command.userId))
    const active = slot === undefined ? undefined : this.#environment.sessions.get(slot)
    if (active === undefined) return { own, active }
    assert(active.status === 'active', 'the slot holds an active session')
    return { own, active: this.seen(active) }
  }

  isSlotTaken(userId: string): boolean {
    return this.#environment.users.doesExist(ownerKey(userId))
  }

  countActive(region: string): number {
    return this.#environment.regions.get(ownerKey(region)) ?? 0
  }

  activeRegions(): string[] {
    const { regions } = this.#environment
    const found: string[] = []
    let start: Buffer | undefined
    for (;;) {
      // From one owner's end to the next owner's bare key, which comes first and holds the count.
      const [entry] = regions.getRange({ ...(start && { start }), limit: 1 })
      if (!entry) return found
      const owner = ownerIn(entry.key)
      if (entry.value > 0 && owner !== PROBE_REGION) found.push(owner)
      start = endOfList(owner)
    }
  }

  /** The counts of regions change with nearly every write of a batch; they are written once at its end. */
  beginBatch(): void {
    this.#counted.clear()
  }

  endBatch(): void {
    const { regions } = this.#environment
    for (const [region, change] of this.#counted) {
      const key = ownerKey(region)
      if (change !== 0) void regions.put(key, (regions.get(key) ?? 0) + change)
    }
  }

  #count(region: string, change: 1 | -1): void {
    this.#counted.set(region, (this.#counted.get(region) ?? 0) + change)
  }

  create(session: ActiveSession, takesSlot: boolean): void {
    const { sessions, users, regions } = this.#environment
    void sessions.put(session.sessionId, session)
    if (takesSlot) void users.put(ownerKey(session.userId), session.sessionId)
    void users.put(listKey(session.userId, session), LISTED_USER)
    void regions.put(listKey(session.region, session), LISTED_REGION)
    this.#count(session.region, 1)
  }

  keepAlive(sessionId: string, lastSeenMs: number): void {
    void this.#environment.lastSeen.put(sessionId, lastSeenMs)
  }

  end(session: EndedSession): void {
    const { sessions, users, regions, lastSeen } = this.#environment
    const user = ownerKey(session.userId)
    void sessions.put(session.sessionId, session)
    if (users.get(user) === session.sessionId) void users.remove(user)
    void regions.remove(listKey(session.region, session))
    this.#count(session.region, -1)
    if (lastSeen.get(session.sessionId) !== undefined) void lastSeen.remove(session.sessionId)
  }

  /** Writes something that means nothing, to see whether the disk takes it. */
  probe(): void {
    void this.#environment.regions.put(ownerKey(PROBE_REGION), 0)
  }

  /** Only those that are `wanted`; what is given back may be what `wanted` makes of a session. */
  listOfUser<T extends Session>(
    { userId, limit, after }: Bounds & { userId: string },
    wanted: Wanted<T>,
  ): Page<T> {
    return this.#page(this.#environment.users, userId, { limit, after }, wanted)
  }

  listOfRegion<T extends Session>(
    { region, limit, after }: Bounds & { region: string },
    wanted: Wanted<T>,
  ): Page<T> {
    return this.#page(this.#environment.regions, region, { limit, after }, wanted)
  }

  #page<T extends Session>(
    table: Environment['users'] | Environment['regions'],
    owner: string,
    { limit, after }: Bounds,
    wanted: Wanted<T>,
  ): Page<T> {
    const sessions: T[] = []
    let lookedAt = 0
    let last: ListPosition | undefined
    for (const position of positions(table, owner, after)) {
      if (sessions.length >= limit || lookedAt >= MAX_LOOKED_AT)
        return { sessions, ...(last && { next: last }) }
      lookedAt += 1
      last = position
      const session = this.#environment.sessions.get(position.sessionId)
      assert(session, 'a listed session exists')
      const found = wanted(this.seen(session))
      if (found) sessions.push(found)
    }
    return { sessions }
  }
}

/** The owner's sessions after the given one, newest first. */
function* positions(
  table: Environment['users'] | Environment['regions'],
  owner: string,
  after: ListPosition | undefined,
): Generator<ListPosition> {
  const start = after ? listKey(owner, after) : endOfList(owner)
  const keys = table.getKeys({ start, end: ownerKey(owner), reverse: true })
  for (const key of keys) {
    if (!start.equals(key)) yield positionIn(key)
  }
}
