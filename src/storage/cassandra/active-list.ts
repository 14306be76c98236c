import { errorMessage } from '../../base/errors.ts'
import { fnv1a } from '../../base/fnv1a.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import type { Session } from '../../sessions/session.ts'
import { boundedMap } from './bounded-map.ts'
import type { Call } from './call.ts'
import type { ActiveEntry, Bucket, PlainWrite, TablePort } from './table-port.ts'

const HOUR_MS = 3_600_000
/** Fixed with the schema: where a row lies follows from it. */
export const SHARDS = 16
const STATEMENTS_AT_ONCE = 64
/** Hours after the first are read together: old hours have few members each. */
const HOURS_AT_ONCE = 4
/** An hour begins to be judged when no server starts sessions in it any more, whatever its clock. */
const SETTLED_HOURS = 2
/** A mark younger than this when an hour was found empty may belong to a row on its way. */
const MARK_GRACE_MS = 120_000
const MAX_REMEMBERED_MARKS = 1_000

export function bucketOf(session: { sessionId: string; region: string; startedAtMs: number }): Bucket {
  return {
    region: session.region,
    hour: hourOf(session.startedAtMs),
    shard: fnv1a(session.sessionId) % SHARDS,
  }
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS)
}

/**
 * The active sessions of each region, spread over buckets by the hour of their start and by a shard, with an index of the
 * hours that have members. An ended session leaves its bucket; an empty hour leaves the index.
 */
export class ActiveList {
  readonly #tables: TablePort
  readonly #runtime: Runtime
  readonly #log: Logger
  /** Hours that this server has marked: once is enough while the hour lasts. */
  readonly #marked = new Set<string>()

  constructor(tables: TablePort, runtime: Runtime, log: Logger) {
    this.#tables = tables
    this.#runtime = runtime
    this.#log = log
  }

  /** The row that brings the list up to this version of the session. Its hour is in the index before it is given. */
  async rowOf(session: Session): Promise<PlainWrite> {
    const bucket = bucketOf(session)
    if (session.status !== 'active') return { table: 'active_sessions', bucket, gone: session }
    await this.#mark(bucket.region, bucket.hour)
    return { table: 'active_sessions', bucket, session }
  }

  /** Up to `limit` entries, newest first. An entry may be of a session that has just ended. */
  async page(
    region: string,
    limit: number,
    after: ListPosition | undefined,
    call: Call,
  ): Promise<ActiveEntry[]> {
    const beganMs = this.#runtime.wallNowMs()
    const hours = await this.#hours(region, after, call)
    const found: ActiveEntry[] = []
    for (let at = 0; at < hours.length && found.length < limit;) {
      const some = hours.slice(at, at === 0 ? 1 : at + HOURS_AT_ONCE)
      const buckets = bucketsOf(region, some)
      const pages = await boundedMap(buckets, STATEMENTS_AT_ONCE, (bucket) =>
        call.read(() => this.#tables.readActivePage(bucket, limit, after)),
      )
      found.push(...pages.flat().sort(newestFirst))
      const inUse = new Set(buckets.filter((_, index) => pages[index]?.length).map(({ hour }) => hour))
      for (const hour of some) {
        const isWhole = !after || hour < hourOf(after.startedAtMs)
        if (isWhole && !inUse.has(hour)) this.#unmark(region, hour, beganMs)
      }
      at += some.length
    }
    return found.slice(0, limit)
  }

  regions(call: Call): Promise<readonly string[]> {
    return call.read(() => this.#tables.readRegions())
  }

  async count(region: string, call: Call): Promise<number> {
    const beganMs = this.#runtime.wallNowMs()
    const hours = await this.#hours(region, undefined, call)
    const members = new Map(hours.map((hour) => [hour, 0]))
    await boundedMap(bucketsOf(region, hours), STATEMENTS_AT_ONCE, async (bucket) => {
      const count = await call.read(() => this.#tables.countActive(bucket))
      members.set(bucket.hour, (members.get(bucket.hour) ?? 0) + count)
    })
    let total = 0
    for (const [hour, count] of members) {
      total += count
      if (count === 0) this.#unmark(region, hour, beganMs)
    }
    return total
  }

  async #hours(region: string, after: ListPosition | undefined, call: Call): Promise<number[]> {
    const hours = await call.read(() => this.#tables.readHours(region))
    return hours.filter((hour) => !after || hour <= hourOf(after.startedAtMs))
  }

  /** Marked before the row is written, so that no row lies in an hour that nobody reads. */
  async #mark(region: string, hour: number): Promise<void> {
    const key = `${hour} ${region}`
    const nowMs = this.#runtime.wallNowMs()
    const isOpen = hour >= hourOf(nowMs) - 1
    if (isOpen && this.#marked.has(key)) return
    const mark = { table: 'active_session_hours', region, hour, present: true } as const
    await this.#tables.write([mark], microseconds(nowMs))
    if (!isOpen) return
    if (this.#marked.size >= MAX_REMEMBERED_MARKS) this.#marked.clear()
    this.#marked.add(key)
  }

  /** The mark goes with a timestamp from before the hour was found empty: a later mark stays. */
  #unmark(region: string, hour: number, foundEmptyMs: number): void {
    if (hour >= hourOf(foundEmptyMs) - SETTLED_HOURS) return
    const gone = { table: 'active_session_hours', region, hour, present: false } as const
    this.#tables.write([gone], microseconds(foundEmptyMs - MARK_GRACE_MS)).catch((error: unknown) => {
      this.#log.debug('an empty hour stays in the index', { region, hour, error: errorMessage(error) })
    })
  }
}

function microseconds(ms: number): number {
  return Math.floor(ms) * 1_000
}

function bucketsOf(region: string, hours: readonly number[]): Bucket[] {
  return hours.flatMap((hour) => Array.from({ length: SHARDS }, (_, shard) => ({ region, hour, shard })))
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  return b.startedAtMs - a.startedAtMs || (a.sessionId < b.sessionId ? 1 : -1)
}
