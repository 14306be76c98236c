import { StoreUnavailableError } from '../../../../src/sessions/errors.ts'
import type { ListPosition } from '../../../../src/sessions/ports.ts'
import type { Session } from '../../../../src/sessions/session.ts'
import {
  type ActiveEntry,
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
  readonly late: Decision[] = []
  failWrites = 0
  beforeDecision: (() => void) | undefined
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

  apply({ to, ifVersion, slot }: Decision): DecisionOutcome {
    const { userId, sessionId } = to.session
    const now = this.slots.get(userId) ?? EMPTY_SLOT
    const isRowAsSeen = this.rows.get(sessionId)?.session.version === ifVersion
    if (!isRowAsSeen) return { kind: 'refused', slot: now }
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
    return { kind: 'applied' }
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

  async write(row: PlainWrite, timestampUs: number): Promise<void> {
    this.statements.push(`write ${row.table}`)
    if (this.failWrites > 0) {
      this.failWrites -= 1
      throw new StoreUnavailableError('timeout')
    }
    if (row.table !== 'sessions') return
    const present = this.publicRows.get(row.session.sessionId)
    if (present && present.timestampUs > timestampUs) return
    this.publicRows.set(row.session.sessionId, { value: row.session, timestampUs })
  }

  async readUserPage(): Promise<readonly ListPosition[]> {
    return []
  }
  async readActivePage(_bucket: Bucket): Promise<readonly ActiveEntry[]> {
    return []
  }
  async countActive(): Promise<number> {
    return 0
  }
  async readHours(): Promise<readonly number[]> {
    return []
  }
  async close(): Promise<void> {}
}
