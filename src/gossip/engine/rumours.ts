import type { RandomStream } from '../../base/rng.ts'
import { arcMembers, type Child, split, wholeRing } from '../broadcast/spread.ts'
import type { MemberTable } from '../membership/member-table.ts'
import { sample } from '../membership/sample.ts'
import type { MeshState } from '../state/mesh-state.ts'
import { MAX_HOPS } from '../wire/limits.ts'
import type { MemberRow, Piece, Rumour } from '../wire/messages.ts'
import type { EngineConfig } from './config.ts'
import type { Outbox } from './outbox.ts'

/** Rows that one push carries; the rest goes with the next. */
const MAX_ROWS = 64

export interface RumourParts {
  readonly config: EngineConfig
  readonly table: MemberTable
  readonly state: MeshState
  readonly outbox: Outbox
  readonly random: RandomStream
}

interface Sent {
  readonly id: string
  readonly version: number
}

/**
 * Pushes what is new. What this node has changed itself is collected for a moment and goes to the whole ring; what it is
 * told goes at once to the arc that it answers for (`broadcast/spread.ts`).
 */
export class Rumours {
  readonly #parts: RumourParts
  readonly #rows = new Map<string, MemberRow>()
  readonly #broadcasts: Sent[] = []
  #pushedVersion = 0
  #hasKeys = false
  #notBeforeMs = Number.NEGATIVE_INFINITY

  constructor(parts: RumourParts) {
    this.#parts = parts
  }

  addMember(row: MemberRow): void {
    this.#rows.set(row.name, row)
  }

  /** The own key space has changed. */
  keysChanged(): void {
    this.#hasKeys = true
  }

  /** Tells when it has left. */
  addBroadcast(sent: Sent): void {
    this.#broadcasts.push(sent)
    this.#hasKeys = true
  }

  nextWakeMs(): number {
    return this.#hasKeys || this.#rows.size > 0 ? this.#notBeforeMs : Number.POSITIVE_INFINITY
  }

  /** Gives false if there is more news than may be pushed: peers have to ask for it. */
  push(nowMs: number): boolean {
    if (nowMs < this.nextWakeMs()) return true
    const { config, state, table } = this.#parts
    this.#notBeforeMs = nowMs + config.pushGapMs
    const members = [...this.#rows.values()].slice(0, MAX_ROWS)
    for (const { name } of members) this.#rows.delete(name)
    const version = state.version(state.self)?.max ?? 0
    const piece = this.#hasKeys ? state.freshPiece(this.#pushedVersion, config.eagerBytes) : undefined
    const fits = !this.#hasKeys || piece !== undefined || version === this.#pushedVersion
    this.#pushedVersion = version
    this.#hasKeys = false
    const pieces = piece ? [piece] : []
    if (members.length > 0 || pieces.length > 0) {
      this.#send(
        split(wholeRing(table.ring, table.self.place), config.fanout, this.#isSuspect),
        members,
        pieces,
        0,
        [],
      )
    }
    this.#announceSent()
    return fits
  }

  /** Passes on what came from `from`. */
  relay({ arcEnd, hops, spread, members, pieces }: Rumour, from: string): void {
    const { config, table } = this.#parts
    if (!spread || hops >= MAX_HOPS) return
    const arc = arcMembers(table.ring, table.self.place, arcEnd, from)
    this.#send(split(arc, config.fanout, this.#isSuspect), members, pieces, hops + 1, [from])
  }

  #send(
    children: readonly Child[],
    members: readonly MemberRow[],
    pieces: readonly Piece[],
    hops: number,
    not: readonly string[],
  ): void {
    const { config, table, random, outbox } = this.#parts
    const known = new Set([...not, ...children.map(({ name }) => name), ...pieces.map(({ owner }) => owner)])
    const strangers = table.others().filter((name) => !known.has(name))
    const extras = sample(random, strangers, config.extraPeers)
    for (const child of [...children, ...extras.map(asLeaf)]) {
      const address = table.get(child.name)?.row.address
      if (address === undefined) continue
      const { arcEnd, spread } = child
      outbox.send(address, { type: 'rumour', arcEnd, spread, hops, members, pieces })
    }
  }

  /** Who may be dead gets the news but is trusted with nobody else's. */
  readonly #isSuspect = (name: string) => this.#parts.table.get(name)?.row.status === 'suspect'

  #announceSent(): void {
    for (const { id, version } of this.#broadcasts.splice(0))
      this.#parts.outbox.event({ kind: 'broadcast-sent', id, version })
  }
}

function asLeaf(name: string): Child {
  return { name, arcEnd: 0, spread: false }
}
