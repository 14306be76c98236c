import { isAhead, UNKNOWN, type Version } from '../state/version.ts'
import type { Membership } from '../membership/membership.ts'
import { compareClaims } from '../membership/merge.ts'
import { isLive, type Member } from '../membership/member-table.ts'
import type { MeshState } from '../state/mesh-state.ts'
import type { Delta, Digest, DigestRow, MemberRow } from '../wire/messages.ts'
import { digestRowSize, memberRowSize } from '../wire/rows.ts'
import { HEADER_BYTES } from '../wire/limits.ts'
import type { EngineConfig } from './config.ts'
import type { Outbox } from './outbox.ts'

/** What the fixed fields of an ack or a delta take at most. */
const FIXED_BYTES = 48

export interface ExchangeParts {
  readonly config: EngineConfig
  readonly membership: Membership
  readonly state: MeshState
  readonly outbox: Outbox
}

/**
 * Reconciliation of two nodes that do not know the same: from the peer's digest follows what it lacks and what it has
 * more of. Members that are gone are in digests for a while only, and never in the hash.
 */
export class Exchange {
  readonly #parts: ExchangeParts
  /** Where the next partial digest begins. */
  #nextRow = 0

  constructor(parts: ExchangeParts) {
    this.#parts = parts
  }

  digest(nowMs: number): Digest {
    const { membership, config } = this.#parts
    const told = [...membership.table.members()].filter((member) => this.#isTold(member, nowMs))
    const rows: DigestRow[] = []
    let room = config.frameBytes - HEADER_BYTES - FIXED_BYTES
    for (let step = 0; step < told.length; step++) {
      const member = told[(this.#nextRow + step) % told.length]
      if (!member) break
      const row = this.#rowOf(member.row)
      room -= digestRowSize(row)
      if (room < 0) {
        this.#nextRow = (this.#nextRow + step) % told.length
        return { rows, partial: true }
      }
      rows.push(row)
    }
    return { rows, partial: false }
  }

  /** The delta that a peer with this digest needs and is asked for; undefined if neither. */
  answerDigest({ rows, partial }: Digest, nowMs: number): Delta | undefined {
    const { membership } = this.#parts
    const theirs = new Map<string, DigestRow>()
    for (const row of rows) theirs.set(row.name, row)
    const told = [...membership.table.members()].filter(
      (member) => this.#isTold(member, nowMs) && !(partial && !theirs.has(member.row.name)),
    )
    const members = told
      .map(({ row }) => row)
      .filter((row) => {
        const their = theirs.get(row.name)
        return their ? compareClaims(row, their) > 0 : isLive(row.status)
      })
    const wants = this.#wants(theirs)
    const owners = told.filter(({ row }) => isLive(row.status)).map(({ row }) => row.name)
    const delta = this.#delta(members, theirs, owners, wants)
    const isEmpty = delta.members.length + delta.pieces.length + delta.wants.length === 0
    return isEmpty ? undefined : delta
  }

  /** What a peer asked for. */
  answerWants(wants: readonly DigestRow[]): Delta {
    const { membership } = this.#parts
    const theirs = new Map<string, DigestRow>()
    for (const row of wants) theirs.set(row.name, row)
    const members = wants.flatMap((row) => {
      const ours = membership.table.get(row.name)?.row
      return ours && compareClaims(ours, row) > 0 ? [ours] : []
    })
    return this.#delta(members, theirs, theirs.keys(), [])
  }

  #delta(
    members: readonly MemberRow[],
    theirs: ReadonlyMap<string, Version>,
    owners: Iterable<string>,
    wants: readonly DigestRow[],
  ): Delta {
    const { config, state } = this.#parts
    let room = config.frameBytes - HEADER_BYTES - FIXED_BYTES
    const take = <T>(rows: readonly T[], size: (row: T) => number): T[] =>
      rows.filter((row) => {
        const bytes = size(row)
        if (bytes > room) return false
        room -= bytes
        return true
      })
    const memberRows = take(members, memberRowSize)
    const wanted = take(wants, digestRowSize)
    const { pieces, more } = state.piecesFor(theirs, owners, room, config.order)
    return {
      type: 'delta',
      members: memberRows,
      pieces,
      wants: wanted,
      more: more || memberRows.length < members.length || wanted.length < wants.length,
    }
  }

  /** Of whom the peer knows more: versions, or a member that is not known here at all. */
  #wants(theirs: ReadonlyMap<string, DigestRow>): DigestRow[] {
    const { state, membership } = this.#parts
    const ahead = state.wants(theirs)
    const wants: DigestRow[] = []
    for (const their of theirs.values()) {
      const ours = membership.table.get(their.name)?.row
      if (their.name === state.self) continue
      if (!ours) {
        if (isLive(their.status))
          wants.push({ name: their.name, incarnation: 0, status: 'alive', ...UNKNOWN })
        continue
      }
      const known = state.version(their.name)
      const isNewGeneration = their.generation > ours.generation
      if (ahead.has(their.name) || isNewGeneration || (known && isAhead(their, known)))
        wants.push(this.#rowOf(ours))
    }
    return wants
  }

  #isTold({ row, sinceMs }: Member, nowMs: number): boolean {
    return isLive(row.status) || nowMs - sinceMs < this.#parts.config.goneInDigestsMs
  }

  #rowOf({ name, generation, incarnation, status }: MemberRow): DigestRow {
    const { max, collected } = this.#parts.state.version(name) ?? UNKNOWN
    return { name, generation, incarnation, status, max, collected }
  }
}
