import type { MemberRow, MemberStatus } from '../wire/messages.ts'
import { isLive, type MemberTable } from './member-table.ts'

/** What a claim about a member changed. `row` is what is held afterwards, `before` what was held. */
export type MergeOutcome =
  /** `inPlaceOf` had been gone for longest and is forgotten, since the table was full. */
  | { readonly kind: 'joined'; readonly row: MemberRow; readonly inPlaceOf?: MemberRow }
  /** A new generation of a name that was known. */
  | { readonly kind: 'restarted'; readonly row: MemberRow; readonly before: MemberRow }
  /** Alive as before, with a new address or incarnation. */
  | { readonly kind: 'updated'; readonly row: MemberRow; readonly before: MemberRow }
  /** Alive, after having been held suspect, dead or left. */
  | { readonly kind: 'refuted'; readonly row: MemberRow; readonly before: MemberRow }
  /** `short`: others have declared it dead; it gets only the time of one refutation. */
  | {
      readonly kind: 'suspected'
      readonly row: MemberRow
      readonly before: MemberRow
      readonly short: boolean
    }
  | { readonly kind: 'died'; readonly row: MemberRow; readonly before: MemberRow }
  | { readonly kind: 'left'; readonly row: MemberRow; readonly before: MemberRow }
  /** Somebody gone is gone in a newer way; nobody needs to be told. */
  | { readonly kind: 'noted'; readonly row: MemberRow; readonly before: MemberRow }
  /** This node is said to be worse off than it is: it has to take `incarnation`. */
  | { readonly kind: 'must-refute'; readonly incarnation: number }
  /** Another process goes by this node's name, and takes precedence. */
  | { readonly kind: 'displaced'; readonly row: MemberRow }
  | { readonly kind: 'ignored'; readonly reason: 'known' | 'older' | 'unknown_gone' | 'full' | 'absurd' }

/** No member objects this often; a claim beyond it could not be objected to any more. */
const MAX_INCARNATION = 2 ** 48

const SEVERITY: Readonly<Record<MemberStatus, number>> = { alive: 0, suspect: 1, dead: 2, left: 3 }

/** Above 0 if `a` overrides `b`: the higher generation, then the higher incarnation, then the worse status. */
export function compareClaims(
  a: Pick<MemberRow, 'generation' | 'incarnation' | 'status'>,
  b: Pick<MemberRow, 'generation' | 'incarnation' | 'status'>,
): number {
  if (a.generation !== b.generation) return a.generation - b.generation
  if (a.incarnation !== b.incarnation) return a.incarnation - b.incarnation
  return SEVERITY[a.status] - SEVERITY[b.status]
}

/**
 * Takes up what somebody says about a member. Merging is idempotent, and all orders of the same claims end alike but
 * for one deliberate exception: who is held alive does not die of hearsay, it becomes suspect first. So the halves of a
 * healed split do not bury each other's members before these can object.
 */
export function merge(table: MemberTable, claim: MemberRow, nowMs: number): MergeOutcome {
  if (claim.incarnation > MAX_INCARNATION) return { kind: 'ignored', reason: 'absurd' }
  if (claim.name === table.self.row.name) return judgeOwn(table.self.row, claim)
  const before = table.get(claim.name)?.row
  if (!before) return mergeUnknown(table, claim, nowMs)
  const order = compareClaims(claim, before)
  if (order < 0) return { kind: 'ignored', reason: 'older' }
  if (order === 0 && claim.address <= before.address) return { kind: 'ignored', reason: 'known' }
  if (claim.status === 'dead' && before.status === 'alive') {
    const row = table.put({ ...claim, status: 'suspect' }, nowMs).row
    return { kind: 'suspected', row, before, short: true }
  }
  const row = table.put(claim, nowMs).row
  return outcome(row, before)
}

function outcome(row: MemberRow, before: MemberRow): MergeOutcome {
  const wasLive = isLive(before.status)
  if (!isLive(row.status)) {
    if (!wasLive) return { kind: 'noted', row, before }
    return { kind: row.status === 'left' ? 'left' : 'died', row, before }
  }
  if (row.generation > before.generation) return { kind: 'restarted', row, before }
  if (row.status === 'suspect') return { kind: 'suspected', row, before, short: false }
  return before.status === 'alive' ? { kind: 'updated', row, before } : { kind: 'refuted', row, before }
}

function mergeUnknown(table: MemberTable, claim: MemberRow, nowMs: number): MergeOutcome {
  if (!isLive(claim.status)) return { kind: 'ignored', reason: 'unknown_gone' }
  if (!table.isFull) return { kind: 'joined', row: table.put(claim, nowMs).row }
  const inPlaceOf = table.longestGone()
  if (!inPlaceOf) return { kind: 'ignored', reason: 'full' }
  table.remove(inPlaceOf.name)
  return { kind: 'joined', row: table.put(claim, nowMs).row, inPlaceOf }
}

/** Two processes of one name and generation are told apart by their addresses; the lower address gives way. */
function judgeOwn(self: MemberRow, claim: MemberRow): MergeOutcome {
  if (claim.generation > self.generation) return { kind: 'displaced', row: claim }
  if (self.status === 'left' || claim.generation < self.generation)
    return { kind: 'ignored', reason: 'older' }
  if (compareClaims(claim, self) < 0) return { kind: 'ignored', reason: 'older' }
  if (claim.address !== self.address && claim.status === 'alive') {
    if (claim.address > self.address) return { kind: 'displaced', row: claim }
    return { kind: 'must-refute', incarnation: claim.incarnation + 1 }
  }
  if (compareClaims(claim, self) === 0) return { kind: 'ignored', reason: 'known' }
  return { kind: 'must-refute', incarnation: claim.incarnation + 1 }
}
