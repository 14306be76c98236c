import type { SessionRules } from '../../sessions/rules.ts'
import type { Session } from '../../sessions/session.ts'
import { bucketOf } from '../../storage/cassandra/active-list.ts'
import { ALL_REPLICAS } from '../cassandra/replicas.ts'
import type { Sight, SimDatabase } from '../cassandra/sim-database.ts'
import type { UserPartition } from '../cassandra/user-partition.ts'
import type { Findings } from '../history/checked-history.ts'
import type { Violation } from '../world/violation.ts'

const MANY = 10_000
/** By when a session whose time is over has been met by a sweep. */
const SWEPT_WITHIN_MS = 25_000

/** The tables when everything has settled: all that follows from the authority follows from it. */
export class FinalState {
  readonly #database: SimDatabase
  readonly #rules: SessionRules
  readonly #sight: Sight
  readonly #trueMs: number
  readonly sessions = new Map<string, Session>()

  constructor(database: SimDatabase, rules: SessionRules, nowMs: number, trueMs: number) {
    this.#database = database
    this.#rules = rules
    this.#sight = { replicas: ALL_REPLICAS, nowMs }
    this.#trueMs = trueMs
    for (const user of database.users()) {
      for (const session of this.#sessionsOf(user)) this.sessions.set(session.sessionId, session)
    }
  }

  activeIn(region: string): Session[] {
    return [...this.sessions.values()].filter((each) => each.region === region && each.status === 'active')
  }

  violations(): Violation[] {
    const found: Violation[] = []
    for (const user of this.#database.users()) {
      for (const [rule, detail] of this.#ofUser(user)) found.push({ rule, detail })
    }
    for (const session of this.sessions.values()) {
      for (const [rule, detail] of this.#ofSession(session)) found.push({ rule, detail })
    }
    for (const [rule, detail] of this.#ofLists()) found.push({ rule, detail })
    return found
  }

  #sessionsOf(user: UserPartition): Session[] {
    const { replicas, nowMs } = this.#sight
    return [...user.rows.keys()].flatMap((id) => user.row(id, replicas, nowMs)?.session ?? [])
  }

  *#ofUser(user: UserPartition): Findings {
    const { replicas, nowMs } = this.#sight
    const sessions = this.#sessionsOf(user)
    const { activeSessionId } = user.slot(replicas, nowMs)
    const active = sessions.filter(({ status }) => status === 'active').map(({ sessionId }) => sessionId)
    if (this.#rules.policy !== 'allow') {
      const [held] = active
      if (activeSessionId !== held)
        yield ['the slot does not hold the active session', `${user.userId}: ${activeSessionId}, ${held}`]
    }
    const listed = this.#database.userPage(user.userId, MANY, undefined, this.#sight)
    const places = (some: readonly { startedAtMs: number; sessionId: string }[]) =>
      some.map(({ startedAtMs, sessionId }) => `${startedAtMs} ${sessionId}`).toSorted()
    const [wanted, there] = [places(sessions), places(listed)]
    if (wanted.join() !== there.join())
      yield ['the list of a user is not right', `${user.userId}: ${difference(wanted, there)}`]
  }

  *#ofSession(session: Session): Findings {
    const { sessionId, userId, region } = session
    const row = this.#database.publicRow(sessionId, this.#sight)
    const exitedAtMs = session.status === 'active' ? undefined : session.exitedAtMs
    const isRight =
      row?.userId === userId &&
      row.region === region &&
      row.status === session.status &&
      row.startedAtMs === session.startedAtMs &&
      row.exitedAtMs === exitedAtMs
    if (!isRight)
      yield ['a row of sessions does not say what is', `${JSON.stringify(row)}; ${JSON.stringify(session)}`]
    const production = this.#database.productionRow(region, userId, sessionId, this.#sight)
    if (production?.['status'] !== session.status || (production['exitedAtMs'] ?? undefined) !== exitedAtMs)
      yield [
        'a production row does not say what is',
        `${JSON.stringify(production)}; ${JSON.stringify(session)}`,
      ]
    yield* this.#isNotOver(session)
  }

  *#isNotOver(session: Session): Findings {
    const { ttlMs } = this.#rules
    if (session.status !== 'active' || ttlMs === 0) return
    const lastSeenMs = this.#database.keepAlive(session.sessionId, this.#sight) ?? session.startedAtMs
    const overMs = Math.max(lastSeenMs, session.startedAtMs) + ttlMs
    if (overMs + SWEPT_WITHIN_MS < this.#trueMs)
      yield ['a session that is over was not ended', `${JSON.stringify(session)}, over at ${overMs}`]
  }

  *#ofLists(): Findings {
    const { replicas, nowMs } = this.#sight
    const wanted: string[] = []
    for (const session of this.sessions.values()) {
      if (session.status !== 'active') continue
      const { region, hour, shard } = bucketOf(session)
      wanted.push(`${region} ${hour} ${shard} ${session.startedAtMs} ${session.sessionId}`)
      if (!this.#database.hours(region, { replicas, nowMs }).includes(hour))
        yield ['an hour with active sessions is not in the index', `${region} ${hour}`]
    }
    const there = this.#database.activeEntries(this.#sight)
    const lacking = difference(wanted.toSorted(), there.toSorted())
    if (lacking !== '') yield ['a list of active sessions is not right', lacking]
    const sessions = new Set(
      this.sessions.values().map((each) => `${each.region} ${each.userId} ${each.sessionId}`),
    )
    for (const row of this.#database.productionEntries(this.#sight)) {
      if (!sessions.has(row)) yield ['a production row is of no session', row]
    }
  }
}

function difference(wanted: readonly string[], there: readonly string[]): string {
  const lacks = wanted.filter((one) => !there.includes(one)).map((one) => `-${one}`)
  const more = there.filter((one) => !wanted.includes(one)).map((one) => `+${one}`)
  return [...lacks, ...more].join(', ')
}
