import { assert } from '../../base/assert.ts'
import { MAX_VALUE_BYTES } from '../wire/limits.ts'
import type { DigestHash, Entry, EntryKind, MemberStatus, Piece } from '../wire/messages.ts'
import { isKey } from '../wire/text.ts'
import { type Choice, choosePieces, type PieceOrder } from './choose-pieces.ts'
import { DigestSum } from './digest-sum.ts'
import { DueQueue } from './due-queue.ts'
import { KeySpace, type SpaceOutcome, weight } from './key-space.ts'
import { MAX_SWEPT, type StateOptions } from './options.ts'
import { TombstoneCollector } from './tombstone-collector.ts'
import { isAhead, UNKNOWN, type Version } from './version.ts'

export type WriteResult =
  /** `changed` is false when the key already shows just this. */
  | { readonly ok: true; readonly entry: Entry; readonly changed: boolean }
  | { readonly ok: false; readonly code: 'bad_key' | 'too_long' | 'full' }

export interface Applied {
  readonly outcome: SpaceOutcome | 'own' | 'unknown_owner' | 'old_generation'
  /** Each is reported once: new values, deletions of keys that had one, events. */
  readonly fresh: readonly Entry[]
  /** The values of an older generation, which are gone with it. */
  readonly replaced?: readonly Entry[]
}

export interface AddedOwner {
  readonly outcome: 'added' | 'known' | 'replaced' | 'old_generation' | 'full'
  readonly replaced?: readonly Entry[]
}

export interface Swept {
  /** The digest has changed: tombstones were collected. */
  readonly changed: boolean
  /** Values that went without a tombstone that this node has seen. */
  readonly dropped: ReadonlyArray<{ readonly owner: string; readonly entries: readonly Entry[] }>
}

interface Owned {
  readonly space: KeySpace
  /** Local order of the last change. */
  changed: number
}

interface Held {
  readonly space: KeySpace
  readonly entry: Entry
}

const NO_BYTES = new Uint8Array(0)

/** What a node holds of all owners: its own key space, which only it writes, and what it learnt of the others'. */
export class MeshState {
  readonly self: string
  readonly #own: KeySpace
  readonly #options: StateOptions
  readonly #owners = new Map<string, Owned>()
  readonly #sum = new DigestSum()
  readonly #tombstones: TombstoneCollector
  readonly #events: DueQueue<Held>
  readonly #doubtful: DueQueue<Held>
  #changes = 0

  constructor(self: string, generation: number, options: StateOptions) {
    this.self = self
    this.#options = options
    this.#own = new KeySpace(self, generation, options.limits)
    this.#owners.set(self, { space: this.#own, changed: 0 })
    this.#tombstones = new TombstoneCollector(options.tombstoneGraceMs)
    this.#events = new DueQueue(options.eventRetentionMs)
    this.#doubtful = new DueQueue(options.doubtMs)
  }

  get hash(): DigestHash {
    return this.#sum.hash
  }

  get generation(): number {
    return this.#own.generation
  }

  // --- the own key space

  /** `bytes` are kept as they are: the caller must not change them any more. */
  set(key: string, type: number, bytes: Uint8Array): WriteResult {
    const held = this.#own.held(key)
    if (held?.kind === 'value' && held.type === type && isSame(held.bytes, bytes)) {
      return { ok: true, entry: held, changed: false }
    }
    return this.#write('value', key, type, bytes)
  }

  /** undefined: there is no such key. */
  delete(nowMs: number, key: string): Entry | undefined {
    if (this.#own.held(key)?.kind !== 'value') return undefined
    const entry = this.#own.write('tombstone', key, 0, NO_BYTES)
    this.#tombstones.add(nowMs, entry)
    this.#hasChanged(this.#own)
    return entry
  }

  /** An event to everybody. It is no key. */
  publish(nowMs: number, name: string, bytes: Uint8Array): WriteResult {
    const result = this.#write('event', name, 0, bytes)
    if (result.ok) this.#events.add(nowMs, { space: this.#own, entry: result.entry })
    return result
  }

  /**
   * Own entries since a version, to be pushed without being asked; undefined if there is nothing or it does not fit.
   */
  freshPiece(since: number, budget: number): Piece | undefined {
    const from = Math.max(since, this.#own.collected)
    if (from >= this.#own.max) return undefined
    const part = this.#own.cut(from, budget)
    return part?.cut === false ? part.piece : undefined
  }

  // --- what is held

  get(owner: string, key: string): Entry | undefined {
    const entry = this.#owners.get(owner)?.space.held(key)
    return entry?.kind === 'value' ? entry : undefined
  }

  entries(owner: string, prefix?: string): Iterable<Entry> {
    return this.#owners.get(owner)?.space.values(prefix) ?? []
  }

  /** Itself included. */
  owners(): Iterable<string> {
    return this.#owners.keys()
  }

  /** How far an owner is known. */
  version(owner: string): Version | undefined {
    const space = this.#owners.get(owner)?.space
    return space && { generation: space.generation, max: space.max, collected: space.collected }
  }

  /** How many entries are held and about how many bytes they take. */
  size(): { readonly entries: number; readonly bytes: number } {
    let entries = 0
    let bytes = 0
    for (const { space } of this.#owners.values()) {
      entries += space.size
      bytes += space.bytes
    }
    return { entries, bytes }
  }

  // --- who is known

  /** From now on pieces of this owner are taken. A higher generation replaces what was held. */
  addOwner(owner: string, generation: number): AddedOwner {
    const known = this.#owners.get(owner)
    if (known === undefined) {
      if (this.#owners.size >= this.#options.limits.maxOwners) return { outcome: 'full' }
      this.#begin(owner, generation)
      return { outcome: 'added' }
    }
    if (generation === known.space.generation) return { outcome: 'known' }
    if (generation < known.space.generation || owner === this.self) return { outcome: 'old_generation' }
    this.#begin(owner, generation)
    return { outcome: 'replaced', replaced: [...known.space.values()] }
  }

  /** Gives the values that are gone with it. */
  forgetOwner(owner: string): Entry[] {
    assert(owner !== this.self, 'a node does not forget itself')
    const values = [...this.entries(owner)]
    this.#owners.delete(owner)
    this.#sum.setVersion(owner, undefined)
    return values
  }

  /** How a member appears in the hash: alive and suspect members do, others do not. */
  setRow(name: string, generation: number, incarnation: number, status: MemberStatus): void {
    if (status === 'alive' || status === 'suspect') {
      this.#sum.set(name, { generation, incarnation, status }, this.#owners.get(name)?.space)
    } else this.clearRow(name)
  }

  clearRow(name: string): void {
    this.#sum.clear(name)
  }

  // --- reconciliation

  /**
   * Takes what a peer sent. Events up to version `historyTo` are kept for others but not reported: they were broadcast
   * before this node joined.
   */
  apply(nowMs: number, piece: Piece, historyTo = 0): Applied {
    if (piece.owner === this.self) return { outcome: 'own', fresh: [] }
    const known = this.#owners.get(piece.owner)
    if (known === undefined) return { outcome: 'unknown_owner', fresh: [] }
    if (piece.generation < known.space.generation) return { outcome: 'old_generation', fresh: [] }
    const isNewer = piece.generation > known.space.generation
    const space = isNewer ? this.#begin(piece.owner, piece.generation) : known.space
    const { outcome, fresh, events, doubtful } = space.apply(piece, historyTo)
    for (const entry of events) this.#events.add(nowMs, { space, entry })
    for (const entry of doubtful) this.#doubtful.add(nowMs, { space, entry })
    if (outcome === 'applied') this.#hasChanged(space)
    return isNewer ? { outcome, fresh, replaced: [...known.space.values()] } : { outcome, fresh }
  }

  /** What a peer needs of these owners, whose rows it sent; without a row it needs everything. */
  piecesFor(
    peer: ReadonlyMap<string, Version>,
    owners: Iterable<string>,
    budget: number,
    order: PieceOrder,
  ): Choice {
    this.#learn(peer)
    const candidates: Owned[] = []
    for (const owner of owners) {
      const known = this.#owners.get(owner)
      if (known !== undefined) candidates.push(known)
    }
    return choosePieces(candidates, peer, budget, order)
  }

  /** Of whom a peer has more, with how far they are known here: nothing at all of an unknown owner. */
  wants(peer: ReadonlyMap<string, Version>): Map<string, Version> {
    this.#learn(peer)
    const wanted = new Map<string, Version>()
    for (const [owner, theirs] of peer) {
      const ours = this.version(owner) ?? UNKNOWN
      if (owner !== this.self && isAhead(theirs, ours)) wanted.set(owner, ours)
    }
    return wanted
  }

  // --- time

  /** When there is something to sweep; Infinity when nothing waits. */
  nextSweepMs(): number {
    return Math.min(this.#tombstones.nextMs, this.#events.nextMs, this.#doubtful.nextMs)
  }

  /** Collects tombstones, drops events and doubtful values whose time is over: a bounded number of each per call. */
  sweep(nowMs: number): Swept {
    for (const { space, entry } of this.#events.takeDue(nowMs, MAX_SWEPT)) space.expire(entry)
    return { changed: this.#collect(nowMs), dropped: this.#dropDoubtful(nowMs) }
  }

  #collect(nowMs: number): boolean {
    const due = this.#tombstones.takeDue(nowMs)
    const last = due.findLast((entry) => this.#own.held(entry.key) === entry)
    if (last === undefined || !this.#own.adopt(last.version)) return false
    this.#hasChanged(this.#own)
    return true
  }

  #dropDoubtful(nowMs: number): Swept['dropped'] {
    const dropped = new Map<KeySpace, Entry[]>()
    for (const { space, entry } of this.#doubtful.takeDue(nowMs, MAX_SWEPT)) {
      const isCurrent = this.#owners.get(space.owner)?.space === space
      if (!isCurrent || !space.dropDoubtful(entry)) continue
      const entries = dropped.get(space)
      if (entries === undefined) dropped.set(space, [entry])
      else entries.push(entry)
    }
    return [...dropped].map(([{ owner }, entries]) => ({ owner, entries }))
  }

  /** A row tells by itself which tombstones are gone, to whoever has seen them. */
  #learn(peer: ReadonlyMap<string, Version>): void {
    for (const [owner, { generation, collected }] of peer) {
      const known = this.#owners.get(owner)
      if (known === undefined || known.space === this.#own || known.space.generation !== generation) continue
      if (known.space.adopt(collected)) this.#hasChanged(known.space)
    }
  }

  #write(kind: EntryKind, key: string, type: number, bytes: Uint8Array): WriteResult {
    if (!isKey(key)) return { ok: false, code: 'bad_key' }
    if (bytes.length > MAX_VALUE_BYTES) return { ok: false, code: 'too_long' }
    if (!this.#hasRoom(kind, key, bytes)) return { ok: false, code: 'full' }
    const entry = this.#own.write(kind, key, type, bytes)
    this.#hasChanged(this.#own)
    return { ok: true, entry, changed: true }
  }

  #hasRoom(kind: EntryKind, key: string, bytes: Uint8Array): boolean {
    const { maxEntries, maxBytes } = this.#options.limits
    const replaced = kind === 'event' ? undefined : this.#own.held(key)
    const size = this.#own.size + (replaced === undefined ? 1 : 0)
    const entry: Entry = { key, version: 0, kind, type: 0, bytes }
    const total = this.#own.bytes + weight(entry) - (replaced === undefined ? 0 : weight(replaced))
    return size <= maxEntries && total <= maxBytes
  }

  #begin(owner: string, generation: number): KeySpace {
    const space = new KeySpace(owner, generation, this.#options.limits)
    this.#owners.set(owner, { space, changed: 0 })
    this.#hasChanged(space)
    return space
  }

  #hasChanged(space: KeySpace): void {
    const owned = this.#owners.get(space.owner)
    if (owned !== undefined) owned.changed = ++this.#changes
    this.#sum.setVersion(space.owner, space)
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index]) return false
  }
  return true
}
