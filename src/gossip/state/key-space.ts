import { entrySize } from '../wire/entries.ts'
import type { Entry, EntryKind, Piece } from '../wire/messages.ts'
import { pieceOverhead } from '../wire/pieces.ts'
import { ENTRY_BYTES, HOLDER_SLACK, type StateLimits } from './options.ts'
import { startsOver, type Version } from './version.ts'
import { VersionIndex } from './version-index.ts'
import { VersionRanges } from './version-ranges.ts'

export type SpaceOutcome =
  | 'applied'
  /** It came before what lies between; its entries hold, and the rest is remembered. */
  | 'ahead'
  | 'duplicate'
  /** It says nothing about tombstones that are gone, and this node starts over for lack of them; or the other way round. */
  | 'out_of_step'
  /** Too many pieces came too early; reconciliation brings it again. */
  | 'ahead_full'
  | 'full'
  | 'malformed'

/** What a piece changed. */
export interface SpaceChanges {
  readonly outcome: SpaceOutcome
  /** New values, deletions of keys that had one, and events. */
  readonly fresh: readonly Entry[]
  /** Events that are new here, also those that are not reported. */
  readonly events: readonly Entry[]
  /** Values that are gone, or overwritten by what is still to come. They stay visible until they are dropped. */
  readonly doubtful: readonly Entry[]
}

class Changes {
  readonly fresh: Entry[] = []
  readonly events: Entry[] = []
  readonly doubtful: Entry[] = []
}

const NOTHING: Omit<SpaceChanges, 'outcome'> = { fresh: [], events: [], doubtful: [] }

/**
 * What is held of one owner in one generation. Its versions have gaps, because what is overwritten is gone; "known up to
 * max" means that everything with a version <= max that still exists is held. That is kept true by these rules:
 *
 * - `#index` holds what is <= max, `#later` what overtook, in ranges above max that are complete as well (`#ahead`).
 * - Up to max nothing is ever taken from a piece: what is not held there has been superseded.
 * - Tombstones <= collected are gone. A piece from somebody who has collected beyond our max cannot simply continue ours: a
 *   key may be held whose tombstone it no longer has. Then the space starts over: all that is held becomes `#later`,
 *   max returns to 0 and the pieces from 0 decide. What they do not confirm up to `collected` is doubtful. Meanwhile only those who
 *   know of the collection can contribute.
 * - Events are new once: above `#reached`, the highest max ever, and outside of the ranges ahead. Expired ones leave no trace but this.
 */
export class KeySpace implements Version {
  readonly owner: string
  readonly generation: number
  readonly #limits: StateLimits
  readonly #keys = new Map<string, Entry>()
  readonly #index = new VersionIndex()
  readonly #later = new VersionIndex()
  readonly #ahead: VersionRanges
  #max = 0
  #collected = 0
  #reached = 0
  #bytes = 0

  constructor(owner: string, generation: number, limits: StateLimits) {
    this.owner = owner
    this.generation = generation
    this.#limits = limits
    this.#ahead = new VersionRanges(limits.maxAheadRanges)
  }

  get max(): number {
    return this.#max
  }

  get collected(): number {
    return this.#collected
  }

  /** Entries that are held, tombstones and events included. */
  get size(): number {
    return this.#index.size + this.#later.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The value or tombstone under a key. */
  held(key: string): Entry | undefined {
    return this.#keys.get(key)
  }

  *values(prefix = ''): Generator<Entry> {
    for (const entry of this.#keys.values()) {
      if (entry.kind === 'value' && entry.key.startsWith(prefix)) yield entry
    }
  }

  /** For the owner: the next version. */
  write(kind: EntryKind, key: string, type: number, bytes: Uint8Array): Entry {
    const entry: Entry = { key, version: this.#max + 1, kind, type, bytes }
    if (kind !== 'event') this.#supersede(this.#keys.get(key), entry)
    this.#keep(this.#index, entry)
    this.#max = entry.version
    this.#reached = entry.version
    return entry
  }

  /** Events up to version `historyTo` are kept for others, but not reported. */
  apply(piece: Piece, historyTo: number): SpaceChanges {
    if (!isWellFormed(piece)) return { outcome: 'malformed', ...NOTHING }
    const changes = new Changes()
    const outcome = piece.from > this.#max ? this.#keepAhead(piece, changes) : this.#continue(piece, changes)
    return {
      outcome,
      fresh: changes.fresh.filter(({ kind, version }) => kind !== 'event' || version > historyTo),
      events: changes.events,
      doubtful: changes.doubtful,
    }
  }

  /** What exists from `from` on, as much as fits; `cut` says that there is more. undefined: not even an empty piece fits. */
  cut(from: number, budget: number): { piece: Piece; bytes: number; cut: boolean } | undefined {
    const { owner, generation, collected } = this
    let to = Math.max(from, this.#max)
    let bytes = pieceOverhead({ owner, generation, from, to, collected })
    if (bytes > budget) return undefined
    const entries: Entry[] = []
    let previous = from
    for (let position = this.#index.after(from); position < this.#index.length; position++) {
      const entry = this.#index.at(position)
      if (entry === undefined) continue
      const size = entrySize(entry, previous)
      if (bytes + size > budget) {
        to = entry.version - 1
        break
      }
      bytes += size
      previous = entry.version
      entries.push(entry)
    }
    return { piece: { owner, generation, from, to, collected, entries }, bytes, cut: to < this.#max }
  }

  /** Tombstones up to this version are gone at their owner. false: this space has to start over, or knows it already. */
  adopt(collected: number): boolean {
    if (collected <= this.#collected || collected > this.#max) return false
    this.#collect(collected)
    return true
  }

  /** The retention of an event is over. */
  expire(event: Entry): void {
    this.#drop(event)
  }

  /** Removes a doubtful value, if it is still what the key shows. */
  dropDoubtful(entry: Entry): boolean {
    return this.#keys.get(entry.key) === entry && this.#keys.delete(entry.key)
  }

  #continue(piece: Piece, changes: Changes): SpaceOutcome {
    if (startsOver(this) && piece.collected < this.#collected) return 'out_of_step'
    const news = piece.collected > this.#collected
    const fromStart = news && piece.collected > this.#max
    if (fromStart && piece.from > 0) return 'out_of_step'
    if (piece.to <= this.#max && !news) return 'duplicate'
    if (this.#isTooMuch(piece)) return 'full'
    if (fromStart) this.#startOver()
    if (news) this.#collect(piece.collected)
    if (piece.to > this.#max) this.#extend(piece, changes)
    this.#joinAhead()
    return 'applied'
  }

  #keepAhead(piece: Piece, changes: Changes): SpaceOutcome {
    // Below what either side has collected, the range could bring a deleted key back or hide a deletion.
    if (piece.from < Math.max(this.#collected, piece.collected)) return 'out_of_step'
    if (piece.from === piece.to || this.#ahead.covers(piece.from, piece.to)) return 'duplicate'
    if (this.#isTooMuch(piece)) return 'full'
    const news = piece.entries.filter(({ version }) => !this.#ahead.has(version))
    if (!this.#ahead.add(piece.from, piece.to)) return 'ahead_full'
    for (const entry of news) this.#take(entry, this.#later, changes, true)
    return 'ahead'
  }

  /** Applies a piece that begins at or before max. What is held in its range already came out of order. */
  #extend({ entries, to }: Piece, changes: Changes): void {
    const early = this.#later.takeUpTo(to)
    let next = 0
    for (const entry of entries) {
      if (entry.version <= this.#max) continue
      for (let held = early[next]; held && held.version < entry.version; held = early[++next]) {
        this.#settle(held, changes)
      }
      const held = early[next]
      if (held?.version === entry.version) {
        this.#index.append(held)
        next++
      } else {
        this.#take(entry, this.#index, changes, this.#isNew(entry.version))
      }
    }
    for (const held of early.slice(next)) this.#settle(held, changes)
    this.#max = to
    this.#reached = Math.max(this.#reached, to)
  }

  #isNew(version: number): boolean {
    return version > this.#reached && !this.#ahead.has(version)
  }

  #take(entry: Entry, index: VersionIndex, changes: Changes, isNew: boolean): void {
    if (entry.kind === 'event') {
      if (!isNew) return
      changes.events.push(entry)
      changes.fresh.push(entry)
    } else {
      const held = this.#keys.get(entry.key)
      if (held !== undefined && held.version >= entry.version) return
      this.#supersede(held, entry)
      if (entry.kind === 'value' || held?.kind === 'value') changes.fresh.push(entry)
    }
    this.#keep(index, entry)
  }

  /**
   * What was held in a range and is not in its piece: superseded by a later version than the piece reaches, which comes
   * with a later piece, or deleted and collected. Above `collected` it can only be the former.
   */
  #settle(held: Entry, changes: Changes): void {
    if (held.version > this.#collected || held.kind !== 'value') {
      this.#index.append(held)
      return
    }
    this.#bytes -= weight(held)
    changes.doubtful.push(held)
  }

  #startOver(): void {
    const overtook = this.#later.takeUpTo(Infinity)
    for (const entry of this.#index.takeUpTo(Infinity)) this.#later.append(entry)
    for (const entry of overtook) this.#later.append(entry)
    this.#max = 0
  }

  #joinAhead(): void {
    this.#ahead.forgetUpTo(this.#max)
    if (startsOver(this)) return
    this.#max = this.#ahead.reach(this.#max)
    this.#reached = Math.max(this.#reached, this.#max)
    for (const entry of this.#later.takeUpTo(this.#max)) this.#index.append(entry)
  }

  #collect(collected: number): void {
    this.#collected = collected
    for (const index of [this.#index, this.#later]) {
      for (const entry of tombstonesUpTo(index, collected)) {
        this.#drop(entry)
        if (this.#keys.get(entry.key) === entry) this.#keys.delete(entry.key)
      }
    }
  }

  #supersede(held: Entry | undefined, entry: Entry): void {
    if (held !== undefined) this.#drop(held)
    this.#keys.set(entry.key, entry)
  }

  #keep(index: VersionIndex, entry: Entry): void {
    if (entry.version > index.last) index.append(entry)
    else index.insert(entry)
    this.#bytes += weight(entry)
  }

  /** Out of the order of versions: nobody gets it from here any more. A doubtful entry is out of it already. */
  #drop(entry: Entry): void {
    const index = entry.version <= this.#index.last ? this.#index : this.#later
    if (index.remove(entry.version)) this.#bytes -= weight(entry)
  }

  #isTooMuch({ entries }: Piece): boolean {
    const { maxEntries, maxBytes } = this.#limits
    if (this.size + entries.length > maxEntries * HOLDER_SLACK) return true
    let bytes = this.#bytes
    for (const entry of entries) bytes += weight(entry)
    return bytes > maxBytes * HOLDER_SLACK
  }
}

/** What an entry weighs in memory, about. */
export function weight({ key, bytes }: Entry): number {
  return key.length + bytes.length + ENTRY_BYTES
}

function tombstonesUpTo(index: VersionIndex, version: number): Entry[] {
  const found: Entry[] = []
  const end = index.after(version)
  for (let position = 0; position < end; position++) {
    const entry = index.at(position)
    if (entry?.kind === 'tombstone') found.push(entry)
  }
  return found
}

function isWellFormed({ from, to, entries }: Piece): boolean {
  let last = from
  for (const { version } of entries) {
    if (version <= last || version > to) return false
    last = version
  }
  return from <= to
}
