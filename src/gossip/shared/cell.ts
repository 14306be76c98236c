import { sameBytes } from '../crdt/order.ts'
import { type Held, absorbed, joined } from './held.ts'
import type { KnownValue } from './known-value.ts'
import type { ValueType } from './value-type.ts'

/** What readers get of a key. */
export interface View extends KnownValue {
  readonly type: ValueType<unknown>
}

interface Orphan {
  readonly owner: string
  readonly held: Held
}

/** Everything that is said under one key: by owners who live, and by owners who are gone and whom nobody stands in for. */
export class Cell {
  readonly live = new Map<string, Held>()
  orphans: readonly Orphan[] = []
  view: View | undefined

  get empty(): boolean {
    return this.live.size === 0 && this.orphans.length === 0
  }

  all(): Held[] {
    return [...this.live.values(), ...this.orphans.map(({ held }) => held)]
  }

  /** Everything that is written at or before it is deleted. */
  get floor(): bigint {
    return this.all().reduce((highest, { floor }) => (floor > highest ? floor : highest), 0n)
  }

  /** The owner's word becomes an orphan, unless it dies with its owner. */
  orphan(owner: string): void {
    const held = this.live.get(owner)
    this.live.delete(owner)
    if (held && !held.type.ephemeral) this.orphans = [...this.orphans, { owner, held }]
  }

  /** Lets go of what those who live say as well. */
  releaseCovered(): void {
    const live = [...this.live.values()]
    this.orphans = this.orphans.filter(({ held }) => !live.some((other) => absorbed(held, other)))
  }

  /** Lets go of the orphans that `iAdopt` gives to this node; false: there are none. */
  releaseAdopted(iAdopt: (owner: string) => boolean): boolean {
    const count = this.orphans.length
    this.orphans = this.orphans.filter(({ owner }) => !iAdopt(owner))
    return this.orphans.length < count
  }

  /**
   * What this node has to say in order to stand in for the orphans that `iAdopt` gives to it; undefined: nothing that
   * counts. Of values only those that readers see, with what it says itself; of deletions all that the cell knows.
   */
  adopted(self: string, iAdopt: (owner: string) => boolean): Held | undefined {
    const type = this.view?.type
    const counts = ({ known, ...held }: Held) => known === undefined || held.floor > 0n || held.type === type
    const mine = this.orphans.filter(({ owner }) => iAdopt(owner)).map(({ held }) => held)
    if (!mine.some(counts)) return undefined
    const own = this.live.get(self)
    const values = [...mine, ...(own ? [own] : [])].filter(
      (held) => held.type === type && !held.type.ephemeral,
    )
    const markers = this.all().flatMap((held) => (held.floor > 0n ? [markerAt(held)] : []))
    return joined([...values, ...markers])
  }

  /** Whether somebody who lives says all that this node says. Of those who say the same, the first by name goes on. */
  superseded(self: string): boolean {
    const own = this.live.get(self)
    if (own === undefined) return false
    for (const [owner, other] of this.live) {
      if (owner !== self && absorbed(own, other) && (owner < self || !absorbed(other, own))) return true
    }
    return false
  }
}

export function viewOf(cell: Cell): View | undefined {
  const all = joined(cell.all())
  return all?.known && { type: all.type, ...all.known }
}

export function sameView(a: View | undefined, b: View | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.type === b.type && sameBytes(a.bytes, b.bytes)
}

function markerAt({ type, floor }: Held): Held {
  return { type, stamp: floor, floor }
}
