import type {
  AuthorityRow,
  Decision,
  DecisionOutcome,
  Slot,
  UserView,
} from '../../storage/cassandra/table-port.ts'
import { authorityRowOf, endCells, insertCells, slotOf } from './authority-cells.ts'
import { ALL_REPLICAS } from './replicas.ts'
import { type Cells, reach, ReplicatedRow } from './replicated-row.ts'

/** What a conditional statement asks of the partition. */
export type Conditional =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'mark'; readonly row: AuthorityRow; readonly keptBy: string }

/** When a commit made now reaches each replica. */
export type Spread = (atMs: number) => number[]

interface Hanging {
  readonly asked: Conditional
  /** A majority has accepted it, so whoever comes next completes it; else it is as if it had never been. */
  readonly isAccepted: boolean
}

/** Ballots come from the clocks of the nodes: far above the timestamp of a birth. */
const FIRST_BALLOT_US = 1_000_000_000_000_000

/**
 * The partition of one user. Its decisions are in one order: each is judged on what the ones before it left, whatever the
 * replicas show meanwhile.
 */
export class UserPartition {
  readonly userId: string
  readonly rows = new Map<string, ReplicatedRow>()
  readonly #slot = new ReplicatedRow()
  /** Who has heard of the last commit: the next one first tells a quorum. */
  #lastCommit: number[] = []
  #hanging: Hanging | undefined
  #ballotUs = FIRST_BALLOT_US

  constructor(userId: string) {
    this.userId = userId
  }

  slot(replicas: readonly number[], nowMs: number): Slot {
    return slotOf(this.#slot.read(replicas, nowMs))
  }

  row(sessionId: string, replicas: readonly number[], nowMs: number): AuthorityRow | undefined {
    const cells = this.rows.get(sessionId)?.read(replicas, nowMs)
    return cells && authorityRowOf(this.userId, sessionId, cells)
  }

  view(sessionIds: readonly string[], replicas: readonly number[], nowMs: number): UserView {
    const found = [...new Set(sessionIds)].toSorted().flatMap((id) => this.row(id, replicas, nowMs) ?? [])
    return found.length === 0 ? { rows: found } : { rows: found, slot: this.slot(replicas, nowMs) }
  }

  /** What every serial statement does first: this quorum completes or drops what hangs, and learns of the last commit. */
  settle(quorum: readonly number[], nowMs: number): void {
    const hanging = this.#hanging
    this.#hanging = undefined
    if (hanging?.isAccepted) this.#commit(hanging.asked, nowMs, nowhere(nowMs))
    reach(this.#lastCommit, quorum, nowMs)
  }

  decide(asked: Conditional, quorum: readonly number[], nowMs: number, spread: Spread): DecisionOutcome {
    this.settle(quorum, nowMs)
    const refusal = this.#refusal(asked, quorum, nowMs)
    if (refusal) return refusal
    this.#commit(asked, nowMs, spread(nowMs))
    return { kind: 'applied' }
  }

  /** Proposed, and then nobody was left to finish it. */
  hang(asked: Conditional, quorum: readonly number[], nowMs: number, isAccepted: boolean): void {
    this.settle(quorum, nowMs)
    if (!this.#refusal(asked, quorum, nowMs)) this.#hanging = { asked, isAccepted }
  }

  /** Without a condition, at its own timestamp. */
  write(sessionId: string, timestampUs: number, cells: Cells, visibleAtMs: number[], nowMs: number): void {
    this.#row(sessionId).add({ timestampUs, cells, visibleAtMs }, nowMs)
  }

  #refusal(asked: Conditional, quorum: readonly number[], nowMs: number): DecisionOutcome | undefined {
    const rowNow = (id: string) => this.row(id, quorum, nowMs)
    if (asked.kind === 'mark') {
      const { session } = asked.row
      const now = rowNow(session.sessionId)?.session
      return now?.status === 'active' && now.version === session.version ? undefined : { kind: 'refused' }
    }
    const { to, ifVersion, ends, slot } = asked.decision
    const isAt = (wanted: AuthorityRow, version: number) => {
      const now = rowNow(wanted.session.sessionId)
      return now?.session.version === version && now.keptBy === wanted.keptBy
    }
    const isToAsSeen = ifVersion === undefined ? !rowNow(to.session.sessionId) : isAt(to, ifVersion)
    const areRowsAsSeen = isToAsSeen && (!ends || isAt(ends, ends.session.version - 1))
    if (slot.kind === 'keep') return areRowsAsSeen ? undefined : { kind: 'refused' }
    const now = this.slot(quorum, nowMs)
    const isSlotAsSeen =
      slot.kind === 'free'
        ? now.activeSessionId === to.session.sessionId
        : now.activeSessionId === slot.seen.activeSessionId && now.lastSessionId === slot.seen.lastSessionId
    if (areRowsAsSeen && isSlotAsSeen) return undefined
    return slot.kind === 'take' ? { kind: 'refused', slot: now } : { kind: 'refused' }
  }

  #commit(asked: Conditional, nowMs: number, visibleAtMs: number[]): void {
    this.#ballotUs = Math.max(this.#ballotUs + 1, FIRST_BALLOT_US + Math.floor(nowMs * 1000))
    const timestampUs = this.#ballotUs
    const put = (row: ReplicatedRow, cells: Cells) => row.add({ timestampUs, cells, visibleAtMs }, nowMs)
    this.#lastCommit = visibleAtMs
    if (asked.kind === 'mark') return put(this.#row(asked.row.session.sessionId), { keptBy: asked.keptBy })
    const { to, ifVersion, ends, slot } = asked.decision
    const { sessionId } = to.session
    put(this.#row(sessionId), ifVersion === undefined ? insertCells(to) : endCells(to))
    if (ends) put(this.#row(ends.session.sessionId), endCells(ends))
    if (slot.kind === 'take') put(this.#slot, { activeSessionId: sessionId, lastSessionId: sessionId })
    if (slot.kind === 'free') put(this.#slot, { activeSessionId: null })
  }

  #row(sessionId: string): ReplicatedRow {
    let row = this.rows.get(sessionId)
    if (!row) {
      row = new ReplicatedRow()
      this.rows.set(sessionId, row)
    }
    return row
  }
}

/** Committed, and no replica has heard of it yet: only who asks serially sees it. */
export const nowhere: Spread = () => ALL_REPLICAS.map(() => Infinity)
