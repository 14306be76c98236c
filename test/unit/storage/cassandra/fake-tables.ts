import { isDeepStrictEqual } from 'node:util'
import { StoreUnavailableError } from '../../../../src/sessions/errors.ts'
import type { ListPosition } from '../../../../src/sessions/ports.ts'
import type { Session } from '../../../../src/sessions/session.ts'
import { bucketOf } from '../../../../src/storage/cassandra/active-list.ts'
import {
  type ActiveEntry,
  type AuthorityPage,
  type AuthorityRow,
  type Bucket,
  type Decision,
  type DecisionOutcome,
  EMPTY_SLOT,
  type PlainWrite,
  type PublicRow,
  type Slot,
  type TablePort,
  type UserView,
} from '../../../../src/storage/cassandra/table-port.ts'

/** What happens to the next decisions; without a fault they do what they should. */
export type Fault = 'lost' | 'applied-but-unknown' | 'applied-twice' | 'not-sent' | 'late'

interface Stamped<T> {
  readonly value: T
  readonly timestampUs: number
}

/** The tables in memory, with faults on demand. A `late` decision waits until `deliver` brings it. */
export class FakeTables implements TablePort {
  readonly faults: Fault[] = []
  readonly statements: string[] = []
  readonly rows = new Map<string, AuthorityRow>()
  readonly slots = new Map<string, Slot>()
  readonly publicRows = new Map<string, Stamped<Session>>()
  readonly keepAlives = new Map<string, number>()
  readonly late: Decision[] = []
  readonly written: { readonly row: PlainWrite; readonly timestampUs: number }[] = []
  /** What every list shows. */
  listed: readonly ActiveEntry[] = []
  failWrites = 0
  beforeDecision: (() => void) | undefined
  afterKeepAlives: (() => void) | undefined
  /** What plain reads of slots show instead of the truth. */
  staleSlot: Slot | undefined

  async readSlot(userId: string, level: string): Promise<Slot> {
    this.statements.push(`slot ${level}`)
    if (level === 'plain' && this.staleSlot) return this.staleSlot
    return this.slots.get(userId) ?? EMPTY_SLOT
  }

  async readUserSessions(userId: string, ids: readonly string[], level: string): Promise<UserView> {
    this.statements.push(`sessions ${level}`)
    const rows = ids.flatMap((id) => this.rows.get(id) ?? []).filter((row) => row.session.userId === userId)
    return rows.length === 0 ? { rows } : { rows, slot: this.slots.get(userId) ?? EMPTY_SLOT }
  }

  async decide(decision: Decision): Promise<DecisionOutcome> {
    this.statements.push('decide')
    this.beforeDecision?.()
    const fault = this.faults.shift()
    switch (fault) {
      case 'lost':
        return { kind: 'unknown', reason: 'timeout' }
      case 'late':
        this.late.push(decision)
        return { kind: 'unknown', reason: 'timeout' }
      case 'applied-but-unknown':
        this.apply(decision)
        return { kind: 'unknown', reason: 'timeout' }
      case 'applied-twice':
        this.apply(decision)
        return this.apply(decision)
      case 'not-sent':
        return { kind: 'not-sent', reason: 'no host' }
      default:
        return this.apply(decision)
    }
  }

  deliver(): DecisionOutcome[] {
    return this.late.splice(0).map((decision) => this.apply(decision))
  }

  apply({ to, ifVersion, ends, slot }: Decision): DecisionOutcome {
    const { userId, sessionId } = to.session
    const now = this.slots.get(userId) ?? EMPTY_SLOT
    const isEndAsSeen = !ends || this.#isAsSeen(ends, ends.session.version - 1)
    if (!this.#isAsSeen(to, ifVersion) || !isEndAsSeen) return { kind: 'refused', slot: now }
    if (slot.kind === 'take') {
      const { seen } = slot
      const isSame = seen.activeSessionId === now.activeSessionId && seen.lastSessionId === now.lastSessionId
      if (!isSame) return { kind: 'refused', slot: now }
      this.slots.set(userId, { activeSessionId: sessionId, lastSessionId: sessionId })
    }
    if (slot.kind === 'free') {
      if (now.activeSessionId !== sessionId) return { kind: 'refused', slot: now }
      this.slots.set(userId, { ...now, activeSessionId: undefined })
    }
    this.rows.set(sessionId, to)
    if (ends) this.rows.set(ends.session.sessionId, ends)
    return { kind: 'applied' }
  }

  #isAsSeen({ session, keptBy }: AuthorityRow, version: number | undefined): boolean {
    const present = this.rows.get(session.sessionId)
    return present?.session.version === version && present?.keptBy === (present && keptBy)
  }

  async readPublicRow(sessionId: string, level: string): Promise<PublicRow | undefined> {
    this.statements.push(`public ${level}`)
    const row = this.publicRows.get(sessionId)
    if (!row) return undefined
    const { userId, region, startedAtMs, status, version } = row.value
    const exitedAtMs = row.value.status === 'active' ? undefined : row.value.exitedAtMs
    const writtenAtUs = row.timestampUs
    return { sessionId, userId, region, startedAtMs, status, exitedAtMs, version, writtenAtUs }
  }

  async write(rows: readonly PlainWrite[], timestampUs: number): Promise<void> {
    for (const row of rows) this.statements.push(`write ${row.table}`)
    if (this.failWrites > 0) {
      this.failWrites -= 1
      throw new StoreUnavailableError('timeout')
    }
    for (const row of rows) this.#write(row, timestampUs)
  }

  #write(row: PlainWrite, timestampUs: number): void {
    this.written.push({ row, timestampUs })
    if (row.table === 'session_keep_alives') {
      const present = this.keepAlives.get(row.sessionId) ?? 0
      this.keepAlives.set(row.sessionId, Math.max(present, row.seenAtMs))
    }
    // A birth loses to whatever was decided.
    if (row.table === 'user_sessions' && !this.rows.has(row.birth.session.sessionId)) {
      this.rows.set(row.birth.session.sessionId, row.birth)
    }
    if (row.table !== 'sessions') return
    const present = this.publicRows.get(row.session.sessionId)
    if (present && present.timestampUs > timestampUs) return
    this.publicRows.set(row.session.sessionId, { value: row.session, timestampUs })
  }

  async markKept(row: AuthorityRow, keptBy: string): Promise<DecisionOutcome> {
    this.statements.push('mark kept')
    const present = this.rows.get(row.session.sessionId)
    const isAsSeen = present?.session.version === row.session.version && present.session.status === 'active'
    if (!present || !isAsSeen) return { kind: 'refused' }
    this.rows.set(row.session.sessionId, { ...present, keptBy })
    return { kind: 'applied' }
  }

  async readKeepAlives(ids: readonly string[], level: string): Promise<Map<string, number>> {
    this.statements.push(`keep-alives ${level}`)
    const found = new Map([...this.keepAlives].filter(([id]) => ids.includes(id)))
    this.afterKeepAlives?.()
    return found
  }

  async readRegions(): Promise<readonly string[]> {
    return []
  }

  async readAuthorityPage(): Promise<AuthorityPage> {
    return { rows: [...this.rows.values()] }
  }

  async readUserPage(): Promise<readonly ListPosition[]> {
    return this.listed
  }
  async readActivePage(bucket: Bucket): Promise<readonly ActiveEntry[]> {
    const isShown = (entry: ActiveEntry) =>
      isDeepStrictEqual(bucketOf({ ...entry, region: bucket.region }), bucket)
    return this.listed.filter(isShown)
  }
  async countActive(): Promise<number> {
    return 0
  }
  async readHours(): Promise<readonly number[]> {
    return [0]
  }
  async close(): Promise<void> {}
}
