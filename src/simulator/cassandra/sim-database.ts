import { fnv1a } from '../../base/fnv1a.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import type { Session } from '../../sessions/session.ts'
import type {
  ActiveEntry,
  AuthorityPage,
  AuthorityRow,
  Bucket,
  PlainWrite,
  PublicRow,
} from '../../storage/cassandra/table-port.ts'
import { number, text } from './authority-cells.ts'
import type { Cells, Mutation } from './replicated-row.ts'
import { ReplicatedTable } from './replicated-table.ts'
import { UserPartition } from './user-partition.ts'

/** What a read sees: these replicas, as they are at this moment. */
export interface Sight {
  readonly replicas: readonly number[]
  readonly nowMs: number
}

const ONLY = ''
const MICROSECONDS = 1_000

/** The tables of one keyspace, on all replicas. */
export class SimDatabase {
  readonly #users = new Map<string, UserPartition>()
  readonly #sessions = new ReplicatedTable()
  readonly #byRegionAndUser = new ReplicatedTable()
  readonly #byUser = new ReplicatedTable()
  readonly #active = new ReplicatedTable()
  readonly #hours = new ReplicatedTable()
  readonly #keepAlives = new ReplicatedTable()

  user(userId: string): UserPartition {
    let user = this.#users.get(userId)
    if (!user) {
      user = new UserPartition(userId)
      this.#users.set(userId, user)
    }
    return user
  }

  users(): readonly UserPartition[] {
    return [...this.#users.values()]
  }

  write(row: PlainWrite, timestampUs: number, visibleAtMs: number[], nowMs: number): void {
    const mutation = (cells?: Cells): Mutation => ({ timestampUs, visibleAtMs, ...(cells && { cells }) })
    switch (row.table) {
      case 'user_sessions': {
        const { session, startedBy } = row.birth
        const cells = { ...cellsOf(session), startedBy }
        return this.user(session.userId).write(session.sessionId, timestampUs, cells, visibleAtMs, nowMs)
      }
      case 'session_keep_alives': {
        const { sessionId, seenAtMs, keptForSeconds } = row
        const kept: Mutation = {
          timestampUs: seenAtMs * MICROSECONDS,
          cells: { seenAtMs },
          visibleAtMs,
          goneAtMs: nowMs + keptForSeconds * 1000,
        }
        return this.#keepAlives.put(sessionId, ONLY, kept, nowMs)
      }
      case 'sessions': {
        const { userId, sessionId } = row.session
        const cells = { ...cellsOf(row.session), userId, writtenAtUs: timestampUs }
        return this.#sessions.put(sessionId, ONLY, mutation(cells), nowMs)
      }
      case 'sessions_by_region_and_user': {
        if ('gone' in row) {
          const { region, userId, sessionId } = row.gone
          return this.#byRegionAndUser.put(`${region} ${userId}`, sessionId, mutation(), nowMs)
        }
        const { region, userId, sessionId } = row.session
        const cells = { ...cellsOf(row.session), sessionId }
        return this.#byRegionAndUser.put(`${region} ${userId}`, sessionId, mutation(cells), nowMs)
      }
      case 'sessions_by_user': {
        if ('gone' in row) {
          return this.#byUser.put(row.userId, positionKey(row.gone), mutation(), nowMs)
        }
        const { userId, startedAtMs, sessionId } = row.session
        const cells = mutation({ startedAtMs, sessionId })
        return this.#byUser.put(userId, positionKey(row.session), cells, nowMs)
      }
      case 'active_sessions': {
        const key = bucketKey(row.bucket)
        if ('gone' in row) return this.#active.put(key, positionKey(row.gone), mutation(), nowMs)
        const { userId, startedAtMs, sessionId } = row.session
        const cells = { userId, startedAtMs, sessionId }
        return this.#active.put(key, positionKey(row.session), mutation(cells), nowMs)
      }
      default: {
        const { region, hour, present } = row
        return this.#hours.put(region, String(hour), mutation(present ? { hour } : undefined), nowMs)
      }
    }
  }

  publicRow(sessionId: string, { replicas, nowMs }: Sight): PublicRow | undefined {
    const cells = this.#sessions.get(sessionId, ONLY, replicas, nowMs)
    const userId = text(cells?.['userId'])
    if (!cells || userId === undefined) return undefined
    return {
      sessionId,
      userId,
      region: text(cells['region']),
      startedAtMs: number(cells['startedAtMs']),
      status: text(cells['status']),
      exitedAtMs: number(cells['exitedAtMs']),
      version: number(cells['version']),
      writtenAtUs: number(cells['writtenAtUs']) ?? 0,
    }
  }

  productionRow(
    region: string,
    userId: string,
    sessionId: string,
    { replicas, nowMs }: Sight,
  ): Cells | undefined {
    return this.#byRegionAndUser.get(`${region} ${userId}`, sessionId, replicas, nowMs)
  }

  /** Region, user and session of each row. */
  productionEntries({ replicas, nowMs }: Sight): string[] {
    return [...this.#byRegionAndUser.partitions()].flatMap((partition) =>
      Array.from(
        this.#byRegionAndUser.rows(partition, replicas, nowMs),
        (cells) => `${partition} ${text(cells['sessionId'])}`,
      ),
    )
  }

  /** Bucket, start and session of each row. */
  activeEntries({ replicas, nowMs }: Sight): string[] {
    return [...this.#active.partitions()].flatMap((partition) =>
      Array.from(
        this.#active.rows(partition, replicas, nowMs),
        (cells) => `${partition} ${number(cells['startedAtMs'])} ${text(cells['sessionId'])}`,
      ),
    )
  }

  keepAlive(sessionId: string, { replicas, nowMs }: Sight): number | undefined {
    return number(this.#keepAlives.get(sessionId, ONLY, replicas, nowMs)?.['seenAtMs'])
  }

  userPage(userId: string, limit: number, after: ListPosition | undefined, sight: Sight): ListPosition[] {
    const rows = this.#byUser.rows(userId, sight.replicas, sight.nowMs)
    return pageOf([...rows].map(positionOf), limit, after)
  }

  activePage(bucket: Bucket, limit: number, after: ListPosition | undefined, sight: Sight): ActiveEntry[] {
    const rows = this.#active.rows(bucketKey(bucket), sight.replicas, sight.nowMs)
    const entries = [...rows].map((cells) => ({ ...positionOf(cells), userId: text(cells['userId']) ?? '' }))
    return pageOf(entries, limit, after)
  }

  countActive(bucket: Bucket, { replicas, nowMs }: Sight): number {
    let count = 0
    for (const _ of this.#active.rows(bucketKey(bucket), replicas, nowMs)) count += 1
    return count
  }

  hours(region: string, { replicas, nowMs }: Sight): number[] {
    const rows = [...this.#hours.rows(region, replicas, nowMs)]
    return rows.map((cells) => number(cells['hour']) ?? 0).sort((a, b) => b - a)
  }

  regions(sight: Sight): string[] {
    return [...this.#hours.partitions()].filter((region) => this.hours(region, sight).length > 0)
  }

  authorityPage(limit: number, after: string | undefined, { replicas, nowMs }: Sight): AuthorityPage {
    const rows: AuthorityRow[] = []
    let last: string | undefined
    const users = this.users()
      .map((user) => ({ user, token: tokenOf(user.userId) }))
      .toSorted((a, b) => (a.token < b.token ? -1 : 1))
    for (const { user, token } of users) {
      for (const sessionId of [...user.rows.keys()].toSorted()) {
        const place = `${token} ${sessionId}`
        if (after !== undefined && place <= after) continue
        if (rows.length === limit && last !== undefined) return { rows, next: last }
        const row = user.row(sessionId, replicas, nowMs)
        if (row) rows.push(row)
        last = place
      }
    }
    return { rows }
  }
}

function tokenOf(userId: string): string {
  return `${fnv1a(userId).toString(16).padStart(8, '0')} ${userId}`
}

function cellsOf(session: Session): Cells {
  const { region, startedAtMs, status, epoch, version } = session
  const exitedAtMs = session.status === 'active' ? undefined : session.exitedAtMs
  return { region, startedAtMs, status, exitedAtMs, epoch, version }
}

function bucketKey({ region, hour, shard }: Bucket): string {
  return `${region} ${hour} ${shard}`
}

function positionKey({ startedAtMs, sessionId }: ListPosition): string {
  return `${startedAtMs} ${sessionId}`
}

function positionOf(cells: Cells): ListPosition {
  return { startedAtMs: number(cells['startedAtMs']) ?? 0, sessionId: text(cells['sessionId']) ?? '' }
}

function pageOf<T extends ListPosition>(entries: T[], limit: number, after: ListPosition | undefined): T[] {
  const rest = after ? entries.filter((entry) => newestFirst(after, entry) < 0) : entries
  return rest.sort(newestFirst).slice(0, limit)
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  return b.startedAtMs - a.startedAtMs || (a.sessionId < b.sessionId ? 1 : a.sessionId > b.sessionId ? -1 : 0)
}
