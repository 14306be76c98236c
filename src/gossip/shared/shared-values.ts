import type { HybridClock } from '../crdt/hlc.ts'
import { compareText, sameBytes } from '../crdt/order.ts'
import type { Stamp } from '../crdt/stamp.ts'
import { MAX_VALUE_BYTES } from '../wire/limits.ts'
import type { Entry } from '../wire/messages.ts'
import { Cell, type View, sameView, viewOf } from './cell.ts'
import { EarlyEntries } from './early-entries.ts'
import { type Held, decodeHeld, encodeHeld } from './held.ts'
import { mergedValue, readValue } from './known-value.ts'
import type { ValueType } from './value-type.ts'
import type { ValueTypes } from './value-types.ts'

/** Has to exceed the longest time for which a node may be cut off and still come back with what it held. */
export const DEFAULT_MARKER_GRACE_NANOS = 86_400_000_000_000n
/** What one call of `tend` writes at most; the next call goes on. */
export const MAX_TENDED_WRITES = 1000

export interface SharedValuesOptions {
  /** The name of this node. */
  readonly self: string
  readonly types: ValueTypes
  readonly clock: HybridClock
  readonly markerGraceNanos?: bigint
}

/** What to write into this node's own key space. */
export interface SharedWrite {
  readonly key: string
  readonly kind: 'value' | 'tombstone'
  readonly type: number
  readonly bytes: Uint8Array
}

export interface SharedChange {
  readonly key: string
  readonly before: View | undefined
  readonly after: View | undefined
}

export interface SharedOutcome {
  readonly changes: readonly SharedChange[]
  readonly writes: readonly SharedWrite[]
}

type SharedEntry = Pick<Entry, 'key' | 'kind' | 'type' | 'bytes'>

const NOTHING: SharedOutcome = { changes: [], writes: [] }
const NO_BYTES = new Uint8Array()

/**
 * Values that belong to no one node, on top of key spaces of which each has one writer: a key's value is the merge of
 * what all owners say under it. It is fed with the entries of the others as they come; what it gives to write counts
 * here at once, and this node's own entries need not be fed back.
 *
 * - Who writes a lasting value builds on all that is known, so that its entry absorbs the others, and their owners drop
 *   them: at rest a key is one entry, at its last writer.
 * - When an owner goes, its lasting entries stay visible as orphans until somebody who lives says the same. `tend` writes
 *   them for the adopter. Two adopters do no harm, and if one dies in the midst the next goes on.
 * - A deletion is a marker with a floor: what was written up to then counts no more. It stays as long as a node that was
 *   cut off may bring older values back.
 * - An entry stamped too far ahead of the local clock waits outside until its time has come: it must not win against
 *   everyone meanwhile, but in the end all nodes hold the same.
 */
export class SharedValues {
  readonly #self: string
  readonly #types: ValueTypes
  readonly #clock: HybridClock
  readonly #markerGraceNanos: bigint
  readonly #cells = new Map<string, Cell>()
  readonly #early = new EarlyEntries()
  /** Keys at which `tend` may find something to do. */
  readonly #untidy = new Set<string>()

  constructor({ self, types, clock, markerGraceNanos = DEFAULT_MARKER_GRACE_NANOS }: SharedValuesOptions) {
    this.#self = self
    this.#types = types
    this.#clock = clock
    this.#markerGraceNanos = markerGraceNanos
  }

  /** Undefined: there is no value, or one of another type. */
  get<T>(key: string, type: ValueType<T>): T | undefined {
    const view = this.#cells.get(key)?.view
    // The view's value came out of this very type.
    return view?.type === type ? (view.value as T) : undefined
  }

  viewOf(key: string): View | undefined {
    return this.#cells.get(key)?.view
  }

  keys(prefix = ''): string[] {
    const keys = [...this.#cells]
      .filter(([key, { view }]) => view && key.startsWith(prefix))
      .map(([key]) => key)
    return keys.sort(compareText)
  }

  /** Entries that wait because their writer's clock is ahead of this one: a clock is wrong, here or there. */
  get waiting(): number {
    return this.#early.size
  }

  /** Takes another owner's entry. A tombstone, or an entry of no shared type, says that the owner says nothing (more). */
  apply(owner: string, entry: SharedEntry, wallNanos: bigint): readonly SharedChange[] {
    if (owner === this.#self || entry.kind === 'event') return []
    this.#early.delete(owner, entry.key)
    const type = entry.kind === 'value' ? this.#types.byId(entry.type) : undefined
    const held = type && decodeHeld(type, entry.bytes)
    if (held && !this.#clock.observe(held.stamp, wallNanos)) {
      this.#early.add(owner, entry, held.stamp)
      return this.#hold(owner, entry.key, undefined)
    }
    return this.#hold(owner, entry.key, held)
  }

  /**
   * The owner is dead, or has left, or has come back empty. If it turns out to live with what it held, its entries are
   * applied again.
   */
  ownerGone(owner: string): readonly SharedChange[] {
    this.#early.deleteAll(owner)
    const keys = [...this.#cells].filter(([, { live }]) => live.has(owner)).map(([key]) => key)
    return keys.flatMap((key) => this.#settled(key, (cell) => cell.orphan(owner)))
  }

  /**
   * Writes what `change` makes of the present value: of everyone's if the type is lasting, else of this node's own. What
   * is given has to contain what was there, as every method of the CRDTs does; a value out of nothing is merged with it.
   */
  change<T>(
    key: string,
    type: ValueType<T>,
    change: (current: T | undefined, stamp: Stamp) => T,
    wallNanos: bigint,
  ): SharedOutcome {
    this.#types.check(type)
    const nanos = this.#clock.now(wallNanos)
    const cell = this.#cells.get(key)
    const base = type.ephemeral ? cell?.live.get(this.#self) : { type: cell?.view?.type, known: cell?.view }
    const current = base?.type === type ? base.known : undefined
    const bytes = type.encode(change(current?.value as T | undefined, { nanos, node: this.#self }))
    const made = readValue(type, bytes)
    if (made === undefined)
      throw new TypeError(`value type "${type.name}" cannot read what it encoded for "${key}"`)
    const known = current ? mergedValue(type, current, made) : made
    if (current && sameBytes(known.bytes, current.bytes)) return NOTHING
    const held = type.ephemeral
      ? { type, stamp: 0n, floor: 0n, known }
      : { type, stamp: nanos, floor: cell?.floor ?? 0n, known }
    return this.#write(key, held)
  }

  /** Deletes a lasting value for everyone; of an ephemeral one this node takes back what it said itself. */
  delete(key: string, wallNanos: bigint): SharedOutcome {
    const cell = this.#cells.get(key)
    if (cell?.view === undefined) return NOTHING
    const { type } = cell.view
    if (type.ephemeral) return cell.live.has(this.#self) ? this.#withdraw(key) : NOTHING
    const nanos = this.#clock.now(wallNanos)
    return this.#write(key, { type, stamp: nanos, floor: nanos })
  }

  /**
   * To be called now and then, and when an owner has gone: lets in what has waited, stands in for the orphans of those
   * owners whom `iAdopt` gives to this node, drops what others say as well. Changes are those of entries let in; nothing
   * else that happens here shows.
   */
  tend(wallNanos: bigint, iAdopt: (goneOwner: string) => boolean): SharedOutcome {
    const due = this.#early.due((stamp) => this.#clock.accepts(stamp, wallNanos))
    const changes = due.flatMap(({ owner, entry }) => this.apply(owner, entry, wallNanos))
    const writes: SharedWrite[] = []
    // A copy, because keys come and go on the way.
    const untidy = [...this.#untidy]
    for (const key of untidy) {
      if (writes.length >= MAX_TENDED_WRITES) break
      writes.push(...this.#tidied(key, wallNanos, iAdopt))
    }
    return { changes, writes }
  }

  #tidied(key: string, wallNanos: bigint, iAdopt: (owner: string) => boolean): readonly SharedWrite[] {
    this.#settled(key, (cell) => cell.releaseCovered())
    const cell = this.#cells.get(key)
    const adopted = cell?.adopted(this.#self, iAdopt)
    // Too large for one entry together with what this node says itself: it stays an orphan, readable here.
    if (adopted && encodeHeld(adopted).length > MAX_VALUE_BYTES) return []
    if (adopted) return this.#write(key, adopted, (written) => written.releaseAdopted(iAdopt)).writes
    if (cell?.releaseAdopted(iAdopt)) return this.#tidied(key, wallNanos, iAdopt)
    if (cell && (cell.superseded(this.#self) || this.#markerIsDone(cell, wallNanos)))
      return this.#withdraw(key).writes
    return []
  }

  /** Nobody holds what this node's marker deletes, and nobody can come back with it. */
  #markerIsDone(cell: Cell, wallNanos: bigint): boolean {
    const own = cell.live.get(this.#self)
    if (own === undefined || own.known || wallNanos - own.floor < this.#markerGraceNanos) return false
    return cell.all().every((held) => held === own || held.type.ephemeral || held.stamp > own.floor)
  }

  #write(key: string, held: Held, also: (cell: Cell) => unknown = () => {}): SharedOutcome {
    const bytes = encodeHeld(held)
    if (bytes.length > MAX_VALUE_BYTES) {
      throw new RangeError(
        `"${key}" would take ${bytes.length} bytes; a value of the mesh takes at most ${MAX_VALUE_BYTES}`,
      )
    }
    const changes = this.#settled(key, (cell) => {
      cell.live.set(this.#self, held)
      also(cell)
    })
    return { changes, writes: [{ key, kind: 'value', type: held.type.id, bytes }] }
  }

  #withdraw(key: string): SharedOutcome {
    const changes = this.#hold(this.#self, key, undefined)
    return { changes, writes: [{ key, kind: 'tombstone', type: 0, bytes: NO_BYTES }] }
  }

  #hold(owner: string, key: string, held: Held | undefined): readonly SharedChange[] {
    if (held === undefined && !this.#cells.has(key)) return []
    return this.#settled(key, ({ live }) => {
      if (held) live.set(owner, held)
      else live.delete(owner)
    })
  }

  /** Everything that changes a cell goes through here: the view follows, and is reported if it differs. */
  #settled(key: string, act: (cell: Cell) => void): readonly SharedChange[] {
    const cell = this.#cells.get(key) ?? new Cell()
    const before = cell.view
    act(cell)
    const after = viewOf(cell)
    cell.view = after
    if (cell.empty) this.#cells.delete(key)
    else this.#cells.set(key, cell)
    const own = cell.live.get(this.#self)
    const untidy = cell.orphans.length > 0 || (own && (own.known === undefined || cell.live.size > 1))
    if (untidy) this.#untidy.add(key)
    else this.#untidy.delete(key)
    return sameView(before, after) ? [] : [{ key, before, after }]
  }
}
