import { OverloadedError } from '../../base/errors.ts'
import { HybridClock } from '../crdt/hlc.ts'
import { sameBytes } from '../crdt/order.ts'
import type { Stamp } from '../crdt/stamp.ts'
import type { View } from '../shared/cell.ts'
import {
  type SharedChange,
  type SharedOutcome,
  SharedValues,
  type SharedWrite,
} from '../shared/shared-values.ts'
import type { ValueType } from '../shared/value-type.ts'
import { ValueTypes } from '../shared/value-types.ts'
import type { Entry } from '../wire/messages.ts'
import { adopterOf } from './adopter.ts'

/** Writes that the engine has had no room for yet. */
const MAX_UNWRITTEN = 50_000
/**
 * What a gone owner said and nobody has stood in for by then is said by whoever holds it: its adopter never heard of it,
 * as when only one side of a split did.
 */
export const ADOPTER_ONLY_MS = 10_000

/** What is held of key spaces, and the way into this node's own. */
export interface KeySpaces {
  write(write: SharedWrite): void
  get(owner: string, key: string): Entry | undefined
  entries(owner: string): Iterable<Entry>
}

export interface SharedKeysOptions {
  readonly self: string
  readonly types: Iterable<ValueType<unknown>>
  readonly spaces: KeySpaces
  readonly wallMs: () => number
  readonly onChanges: (changes: readonly SharedChange[]) => void
  /** There is something to tend. */
  readonly onUntidy: () => void
}

/** The keys that belong to no one node, kept in step with the members and their key spaces. */
export class SharedKeys {
  readonly #options: SharedKeysOptions
  readonly #values: SharedValues
  /** Every member that is not gone, this node included. */
  readonly #live: Set<string>
  /** Gone members of whom something came in late. */
  readonly #late = new Set<string>()
  readonly #unwritten = new Map<string, SharedWrite>()
  /** Who has gone lately, and when: what they said is left to their adopters. */
  readonly #goneMs = new Map<string, number>()

  constructor(options: SharedKeysOptions) {
    const { self, types } = options
    this.#options = options
    this.#values = new SharedValues({ self, types: new ValueTypes(types), clock: new HybridClock() })
    this.#live = new Set([self])
  }

  // --- for the program

  view(key: string): View | undefined {
    return this.#values.viewOf(key)
  }

  get<T>(key: string, type: ValueType<T>): T | undefined {
    return this.#values.get(key, type)
  }

  keys(prefix?: string): string[] {
    return this.#values.keys(prefix)
  }

  change<T>(key: string, type: ValueType<T>, change: (current: T | undefined, stamp: Stamp) => T): void {
    this.#checkRoom()
    this.#carryOut(this.#values.change(key, type, change, this.#wallNanos()))
  }

  /** False: there was nothing to delete. */
  delete(key: string): boolean {
    this.#checkRoom()
    const outcome = this.#values.delete(key, this.#wallNanos())
    this.#carryOut(outcome)
    return outcome.writes.length > 0
  }

  get unwritten(): number {
    return this.#unwritten.size
  }

  /** Entries from clocks that are too far ahead. */
  get early(): number {
    return this.#values.waiting
  }

  // --- what the mesh says

  entry(owner: string, entry: Entry): void {
    this.#changed(this.#values.apply(owner, entry, this.#wallNanos()))
    if (this.#live.has(owner) || this.#late.has(owner)) return
    this.#late.add(owner)
    this.#options.onUntidy()
  }

  /** Entries that are gone though their owner did not delete them. */
  dropped(owner: string, entries: readonly Entry[], why: 'restarted' | 'forgotten' | 'collected'): void {
    if (why !== 'collected') return this.#gone(owner)
    const wallNanos = this.#wallNanos()
    for (const entry of entries)
      this.#changed(this.#values.apply(owner, { ...entry, kind: 'tombstone' }, wallNanos))
  }

  memberLives(name: string): void {
    if (this.#live.has(name)) return
    this.#live.add(name)
    this.#late.delete(name)
    // It may live after all, with what it had.
    for (const entry of this.#options.spaces.entries(name)) this.entry(name, entry)
    this.#options.onUntidy()
  }

  memberGone(name: string): void {
    this.#live.delete(name)
    this.#gone(name)
  }

  /** Everything that this node says in its own key space has to be said again. */
  rewrite(entries: Iterable<Entry>): void {
    for (const { key, kind, type, bytes } of entries)
      if (kind === 'value') this.#write({ key, kind, type, bytes })
  }

  /** Gives whether there is more to do at once. */
  tend(): boolean {
    for (const name of this.#late) if (!this.#live.has(name)) this.#orphaned(name)
    this.#late.clear()
    for (const write of this.#unwritten.values()) this.#write(write)
    this.#forgetLongGone()
    const adopters = new Map<string, boolean>()
    const iAdopt = (gone: string): boolean => {
      const known =
        adopters.get(gone) ?? (!this.#goneMs.has(gone) || adopterOf(gone, this.#live) === this.#options.self)
      adopters.set(gone, known)
      return known
    }
    const outcome = this.#values.tend(this.#wallNanos(), iAdopt)
    this.#carryOut(outcome)
    return outcome.writes.length > 0
  }

  #forgetLongGone(): void {
    const nowMs = this.#options.wallMs()
    for (const [name, atMs] of this.#goneMs)
      if (Math.abs(nowMs - atMs) >= ADOPTER_ONLY_MS) this.#goneMs.delete(name)
  }

  #gone(name: string): void {
    this.#orphaned(name)
    this.#options.onUntidy()
  }

  #orphaned(name: string): void {
    this.#goneMs.set(name, this.#options.wallMs())
    this.#changed(this.#values.ownerGone(name))
  }

  #carryOut({ changes, writes }: SharedOutcome): void {
    for (const write of writes) this.#write(write)
    this.#changed(changes)
  }

  /** The engine may have no room at the moment; what it has not taken is offered again. */
  #write(write: SharedWrite): void {
    const { key } = write
    this.#unwritten.set(key, write)
    this.#options.spaces.write(write)
    if (this.#isWritten(write)) this.#unwritten.delete(key)
  }

  #isWritten({ key, kind, type, bytes }: SharedWrite): boolean {
    const held = this.#options.spaces.get(this.#options.self, key)
    if (kind === 'tombstone') return held === undefined
    return held !== undefined && held.type === type && sameBytes(held.bytes, bytes)
  }

  #changed(changes: readonly SharedChange[]): void {
    if (changes.length > 0) this.#options.onChanges(changes)
  }

  #checkRoom(): void {
    if (this.#unwritten.size >= MAX_UNWRITTEN)
      throw new OverloadedError(`${MAX_UNWRITTEN} keys wait to be written to the mesh: write more slowly`)
  }

  #wallNanos(): bigint {
    return BigInt(Math.floor(this.#options.wallMs())) * 1_000_000n
  }
}
