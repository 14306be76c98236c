import { assert } from '../../base/assert.ts'
import type { StartCommand, StartSituation } from '../../sessions/decide.ts'
import { SessionIdTakenError } from '../../sessions/errors.ts'
import type { Seen } from '../../sessions/expiry.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import { isSessionId } from '../../sessions/session-id.ts'
import type { ActiveSession, EndedSession, Session } from '../../sessions/session.ts'
import type { Environment } from './environment.ts'
import { endOfList, listKey, ownerIn, ownerKey, positionIn } from './keys.ts'
import {
  countBytes,
  countIn,
  pointerBytes,
  pointerIn,
  rowOfRegionList,
  rowOfUserList,
  sessionOfRegion,
  sessionOfUser,
} from './rows.ts'

/** A page looks at no more sessions than this: reading is synchronous, and the server has other things to do. */
const MAX_LOOKED_AT = 2000

/** No region is called so. */
const PROBE_REGION = ''

interface Bounds {
  readonly limit: number
  readonly after?: ListPosition | undefined
}

/** The session of a row in the list of `owner`. */
type ReadRow = (owner: string, position: ListPosition, row: Buffer) => Session

type Wanted<T extends Session> = (seen: Seen) => T | undefined

interface Page<T extends Session> {
  readonly sessions: readonly T[]
  readonly next?: ListPosition
}

/**
 * Sessions as rows of LMDB tables. Reading sees one snapshot; the writing functions run inside a transaction and keep
 * row, copy, pointers and count in step.
 */
export class SessionTables {
  readonly #environment: Environment
  readonly #counted = new Map<string, number>()

  constructor(environment: Environment) {
    this.#environment = environment
  }

  find(sessionId: string): Seen | undefined {
    const stored = isSessionId(sessionId) ? this.#environment.sessions.get(sessionId) : undefined
    if (!stored) return undefined
    const { startedAtMs, name: userId } = pointerIn(stored)
    return this.seen(this.#session(userId, { startedAtMs, sessionId }))
  }

  #session(userId: string, position: ListPosition): Session {
    const row = this.#environment.users.get(listKey(userId, position))
    assert(row, 'a pointer leads to a session')
    return sessionOfUser(userId, position, row)
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
    if (!slot) return { own, active: undefined }
    const { startedAtMs, name: sessionId } = pointerIn(slot)
    const active = this.#session(command.userId, { startedAtMs, sessionId })
    assert(active.status === 'active', 'the slot holds an active session')
    return { own, active: this.seen(active) }
  }

  isSlotTaken(userId: string): boolean {
    return this.#environment.users.doesExist(ownerKey(userId))
  }

  countActive(region: string): number {
    const stored = this.#environment.regions.get(ownerKey(region))
    return stored ? countIn(stored) : 0
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
      if (countIn(entry.value) > 0 && owner !== PROBE_REGION) found.push(owner)
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
      if (change === 0) continue
      void regions.put(ownerKey(region), countBytes(this.countActive(region) + change))
    }
  }

  #count(region: string, change: 1 | -1): void {
    this.#counted.set(region, (this.#counted.get(region) ?? 0) + change)
  }

  create(session: ActiveSession, takesSlot: boolean): void {
    const { sessions, users, regions } = this.#environment
    const { sessionId, userId, region, startedAtMs } = session
    void sessions.put(sessionId, pointerBytes({ startedAtMs, name: userId }))
    if (takesSlot) void users.put(ownerKey(userId), pointerBytes({ startedAtMs, name: sessionId }))
    void users.put(listKey(userId, session), rowOfUserList(session))
    void regions.put(listKey(region, session), rowOfRegionList(session))
    this.#count(region, 1)
  }

  keepAlive(sessionId: string, lastSeenMs: number): void {
    void this.#environment.lastSeen.put(sessionId, lastSeenMs)
  }

  end(session: EndedSession): void {
    const { users, regions, lastSeen } = this.#environment
    const { sessionId, userId, region } = session
    void users.put(listKey(userId, session), rowOfUserList(session))
    const slot = users.get(ownerKey(userId))
    if (slot && pointerIn(slot).name === sessionId) void users.remove(ownerKey(userId))
    void regions.remove(listKey(region, session))
    this.#count(region, -1)
    if (lastSeen.get(sessionId) !== undefined) void lastSeen.remove(sessionId)
  }

  /** Writes something that means nothing, to see whether the disk takes it. */
  probe(): void {
    void this.#environment.regions.put(ownerKey(PROBE_REGION), countBytes(0))
  }

  /** Only those that are `wanted`; what is given back may be what `wanted` makes of a session. */
  listOfUser<T extends Session>(
    { userId, limit, after }: Bounds & { userId: string },
    wanted: Wanted<T>,
  ): Page<T> {
    return this.#page(this.#environment.users, sessionOfUser, userId, { limit, after }, wanted)
  }

  listOfRegion<T extends Session>(
    { region, limit, after }: Bounds & { region: string },
    wanted: Wanted<T>,
  ): Page<T> {
    return this.#page(this.#environment.regions, sessionOfRegion, region, { limit, after }, wanted)
  }

  #page<T extends Session>(
    list: Environment['users'],
    read: ReadRow,
    owner: string,
    { limit, after }: Bounds,
    wanted: Wanted<T>,
  ): Page<T> {
    const sessions: T[] = []
    let lookedAt = 0
    let last: ListPosition | undefined
    for (const { position, row } of rows(list, owner, after)) {
      if (sessions.length >= limit || lookedAt >= MAX_LOOKED_AT)
        return { sessions, ...(last && { next: last }) }
      lookedAt += 1
      last = position
      const found = wanted(this.seen(read(owner, position, row)))
      if (found) sessions.push(found)
    }
    return { sessions }
  }
}

/** Of the owner's sessions after the given one, newest first. */
function* rows(
  list: Environment['users'],
  owner: string,
  after: ListPosition | undefined,
): Generator<{ readonly position: ListPosition; readonly row: Buffer }> {
  const start = after ? listKey(owner, after) : endOfList(owner)
  for (const { key, value } of list.getRange({ start, end: ownerKey(owner), reverse: true })) {
    if (!start.equals(key)) yield { position: positionIn(key), row: value }
  }
}
