import { compareRingPlaces, ringIndex, type RingPlace } from '../broadcast/spread.ts'
import { hash32 } from '../ring/hash32.ts'
import type { MemberRow, MemberStatus } from '../wire/messages.ts'

/** More members than one mesh is made for: a join beyond it is not taken up. */
export const MAX_MEMBERS = 4096

export interface Member {
  readonly row: MemberRow
  readonly place: RingPlace
  /** When the status or generation last changed, by this node's clock. */
  readonly sinceMs: number
}

export function isLive(status: MemberStatus): boolean {
  return status === 'alive' || status === 'suspect'
}

/** The members that a node knows, itself among them, by name, by address and, the live ones, by their place on the ring. */
export class MemberTable {
  readonly #byName = new Map<string, Member>()
  readonly #nameByAddress = new Map<string, string>()
  readonly #ring: RingPlace[] = []
  /** `others`, as long as the ring stays as it is. */
  #others: readonly string[] | undefined
  readonly #limit: number
  #self: Member

  constructor(self: MemberRow, nowMs: number, limit = MAX_MEMBERS) {
    this.#limit = limit
    this.#self = { row: self, place: { name: self.name, position: hash32(self.name) }, sinceMs: nowMs }
    this.put(self, nowMs)
  }

  get self(): Member {
    return this.#self
  }

  get size(): number {
    return this.#byName.size
  }

  /** Alive and suspect members in ring order, this node included. */
  get ring(): readonly RingPlace[] {
    return this.#ring
  }

  get(name: string): Member | undefined {
    return this.#byName.get(name)
  }

  byAddress(address: string): Member | undefined {
    const name = this.#nameByAddress.get(address)
    return name === undefined ? undefined : this.#byName.get(name)
  }

  members(): Iterable<Member> {
    return this.#byName.values()
  }

  /** The names of all live members but this node, in ring order. */
  others(): readonly string[] {
    const self = this.#self.row.name
    this.#others ??= this.#ring.filter(({ name }) => name !== self).map(({ name }) => name)
    return this.#others
  }

  get isFull(): boolean {
    return this.#byName.size >= this.#limit
  }

  /** Who has been gone for longest, and makes room when somebody new comes. */
  longestGone(): MemberRow | undefined {
    let oldest: Member | undefined
    for (const member of this.#byName.values()) {
      if (isLive(member.row.status)) continue
      if (!oldest || member.sinceMs < oldest.sinceMs) oldest = member
    }
    return oldest?.row
  }

  put(row: MemberRow, nowMs: number): Member {
    const before = this.#byName.get(row.name)
    const same = before?.row.status === row.status && before.row.generation === row.generation
    const member: Member = {
      row,
      place: before?.place ?? { name: row.name, position: hash32(row.name) },
      sinceMs: same ? before.sinceMs : nowMs,
    }
    this.#byName.set(row.name, member)
    this.#moveAddress(before?.row, row)
    this.#moveOnRing(before, member)
    if (row.name === this.#self.row.name) this.#self = member
    return member
  }

  remove(name: string): void {
    const member = this.#byName.get(name)
    if (!member || name === this.#self.row.name) return
    this.#byName.delete(name)
    this.#dropAddress(member.row)
    if (!isLive(member.row.status)) return
    this.#others = undefined
    this.#ring.splice(ringIndex(this.#ring, member.place), 1)
  }

  /** An address belongs to the live member that claimed it last; somebody gone keeps it only while nobody else wants it. */
  #moveAddress(before: MemberRow | undefined, row: MemberRow): void {
    if (before && before.address !== row.address) this.#dropAddress(before)
    const holder = this.byAddress(row.address)
    if (!holder || isLive(row.status)) this.#nameByAddress.set(row.address, row.name)
  }

  #dropAddress(row: MemberRow): void {
    if (this.#nameByAddress.get(row.address) === row.name) this.#nameByAddress.delete(row.address)
  }

  #moveOnRing(before: Member | undefined, member: Member): void {
    const was = before !== undefined && isLive(before.row.status)
    const is = isLive(member.row.status)
    if (was === is) return
    this.#others = undefined
    const index = ringIndex(this.#ring, member.place)
    if (is) this.#ring.splice(index, 0, member.place)
    else if (this.#ring[index] && compareRingPlaces(this.#ring[index], member.place) === 0)
      this.#ring.splice(index, 1)
  }
}
