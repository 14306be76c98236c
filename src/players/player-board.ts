import type { HybridClock } from '../gossip/crdt/hlc.ts'
import { compareText } from '../gossip/crdt/order.ts'
import { SharedValues, type SharedChange, type SharedWrite } from '../gossip/shared/shared-values.ts'
import { ValueTypes } from '../gossip/shared/value-types.ts'
import { MAX_VALUE_BYTES } from '../gossip/wire/limits.ts'
import type { Entry } from '../gossip/wire/messages.ts'
import type { PlayerForm } from './player-form.ts'
import type { PlayerState } from './player-state.ts'
import { readState } from './state-text.ts'

/** More would be more than one exchange of full states carries. */
export const MAX_PLAYERS = 200_000

const PREFIX = 'player/'
const TO_UTF8 = new TextEncoder()
/** What the mesh carries as one value, less what it adds. Only many siblings, or a very long history of writers, reach it. */
const MAX_PLAYER_BYTES = MAX_VALUE_BYTES - 64

export interface BoardOptions<V> {
  readonly self: string
  /** Who writes, in this life of the node: vector clocks count by it. */
  readonly actor: string
  readonly form: PlayerForm<V>
  readonly clock: HybridClock
  readonly maxPlayers?: number
  /** A player is there or has changed; called in the midst of the change. */
  readonly onChanged?: (id: string) => void
}

export interface PlayerUpdate {
  readonly score: bigint
  /** Canonical text, or undefined to have none. */
  readonly metadata: 'keep' | { readonly text: string | undefined }
}

export type UpdateOutcome =
  | { readonly ok: true; readonly writes: readonly SharedWrite[] }
  | { readonly ok: false; readonly code: 'full'; readonly detail: string }

export type MergeOutcome =
  | {
      readonly ok: true
      /** How old, by their timestamps, the writes are that this node did not know. */
      readonly agesNanos: readonly bigint[]
      /** Players whose timestamps lie too far ahead: not taken before their time has come. */
      readonly leftOut: number
      readonly writes: readonly SharedWrite[]
    }
  | { readonly ok: false; readonly code: 'json' | 'player' | 'full'; readonly detail: string }

/** A board whatever the form of its players. */
export type Board = Pick<PlayerBoard<unknown>, keyof PlayerBoard<unknown>>

/**
 * All players that a node knows: values of the mesh (`gossip/shared`), reached as players. States come as JSON from peers
 * and the journal, or entry by entry from the mesh engine; what is to be written for the mesh is handed back.
 */
export class PlayerBoard<V> {
  readonly #form: PlayerForm<V>
  readonly #actor: string
  readonly #clock: HybridClock
  readonly #maxPlayers: number
  readonly #onChanged: (id: string) => void
  readonly #shared: SharedValues
  readonly #players = new Map<string, V>()
  #order: readonly string[] | undefined
  #text: string | undefined
  #bytes: Uint8Array | undefined

  constructor({ self, actor, form, clock, maxPlayers = MAX_PLAYERS, onChanged = () => {} }: BoardOptions<V>) {
    this.#form = form
    this.#actor = actor
    this.#clock = clock
    this.#maxPlayers = maxPlayers
    this.#onChanged = onChanged
    this.#shared = new SharedValues({ self, clock, types: new ValueTypes([form.type]) })
  }

  get size(): number {
    return this.#players.size
  }

  /** Entries of others whose clocks are too far ahead. */
  get waiting(): number {
    return this.#shared.waiting
  }

  state(id: string): PlayerState | undefined {
    const value = this.#players.get(id)
    return value === undefined ? undefined : this.#form.shown(value)
  }

  *states(): Generator<readonly [string, PlayerState]> {
    for (const [id, value] of this.#players) yield [id, this.#form.shown(value)]
  }

  /** One player as JSON; undefined if there is none. */
  playerText(id: string): string | undefined {
    const value = this.#players.get(id)
    return value === undefined ? undefined : this.#form.toJson(value)
  }

  ids(): Iterable<string> {
    return this.#players.keys()
  }

  /** One player as a map of one, as JSON; empty if there is none. */
  textOf(id: string): string {
    const value = this.#players.get(id)
    return value === undefined ? '{}' : `{${this.#field(id, value)}}`
  }

  /** All players as JSON, by id: equal states are equal texts. */
  text(): string {
    this.#order ??= [...this.#players.keys()].sort(compareText)
    this.#text ??= `{${this.#order.map((id) => this.#field(id, this.#players.get(id))).join(',')}}`
    return this.#text
  }

  /** The same in UTF-8; whoever sends it many times at once shares these bytes, and leaves them as they are. */
  bytes(): Uint8Array {
    this.#bytes ??= TO_UTF8.encode(this.text())
    return this.#bytes
  }

  /** What this node has seen of a player comes before this write, whatever the clocks say. */
  update(id: string, { score, metadata }: PlayerUpdate, wallNanos: bigint): UpdateOutcome {
    const known = this.state(id)
    if (!known && this.size >= this.#maxPlayers) return this.#tooMany(1)
    const kept = metadata === 'keep' ? known?.metadata : metadata.text
    const moment = this.#clock.now(wallNanos)
    const timestamp = known && known.timestamp >= moment ? known.timestamp + 1n : moment
    const state = { score, timestamp, ...(kept !== undefined && { metadata: kept }) }
    const value = this.#form.write(this.#players.get(id), this.#actor, state)
    if (!this.#fits(value)) return tooLarge(id)
    return { ok: true, writes: this.#put(id, value, wallNanos).writes }
  }

  /** Merges another node's players, all or, if anything is wrong with one of them, none. */
  merge(text: string, wallNanos: bigint): MergeOutcome {
    return text === this.#text ? NOTHING_NEW : this.#merge(text, wallNanos, false)
  }

  /** Merges what this node has saved: that has been taken before, so it is taken whatever the clock says now. */
  restore(text: string, wallNanos: bigint): MergeOutcome {
    return this.#merge(text, wallNanos, true)
  }

  /** Takes what another node of the mesh says. */
  apply(owner: string, entry: Entry, wallNanos: bigint): readonly bigint[] {
    if (!entry.key.startsWith(PREFIX)) return []
    const isNew = entry.kind === 'value' && !this.#players.has(entry.key.slice(PREFIX.length))
    if (isNew && this.size >= this.#maxPlayers) return []
    return this.#take(this.#shared.apply(owner, entry, wallNanos), wallNanos)
  }

  ownerGone(owner: string): void {
    this.#take(this.#shared.ownerGone(owner))
  }

  tend(wallNanos: bigint, iAdopt: (owner: string) => boolean): readonly SharedWrite[] {
    const { changes, writes } = this.#shared.tend(wallNanos, iAdopt)
    this.#take(changes)
    return writes
  }

  #merge(text: string, wallNanos: bigint, trusted: boolean): MergeOutcome {
    const read = readState(text, this.#form)
    if (!read.ok) return { ok: false, code: read.fault, detail: read.detail }
    const { fresh, added, leftOut } = this.#judged(read.players, wallNanos, trusted)
    if (this.size + added > this.#maxPlayers) return this.#tooMany(added)
    const large = fresh.find(([, value]) => !this.#fits(value))
    if (large) return tooLarge(large[0])
    const agesNanos: bigint[] = []
    const writes: SharedWrite[] = []
    for (const [id, value] of fresh) {
      this.#clock.observe(this.#form.shown(value).timestamp, wallNanos)
      const put = this.#put(id, value, wallNanos)
      agesNanos.push(...put.agesNanos)
      writes.push(...put.writes)
    }
    return { ok: true, agesNanos, leftOut, writes }
  }

  /** What of it is news here, merged with what is known. */
  #judged(players: ReadonlyMap<string, V>, wallNanos: bigint, trusted: boolean) {
    const fresh: Array<readonly [string, V]> = []
    let added = 0
    let leftOut = 0
    for (const [id, value] of players) {
      const known = this.#players.get(id)
      if (known !== undefined && this.#form.isKnown(known, value)) continue
      if (!trusted && !this.#clock.accepts(this.#form.shown(value).timestamp, wallNanos)) {
        leftOut++
        continue
      }
      if (known === undefined) added++
      fresh.push([id, known === undefined ? value : this.#form.type.merge(known, value)])
    }
    return { fresh, added, leftOut }
  }

  #put(id: string, value: V, wallNanos: bigint) {
    const { changes, writes } = this.#shared.change(PREFIX + id, this.#form.type, () => value, wallNanos)
    return { agesNanos: this.#take(changes, wallNanos), writes }
  }

  #fits(value: V): boolean {
    return this.#form.type.encode(value).length <= MAX_PLAYER_BYTES
  }

  #tooMany(added: number): Refused {
    return {
      ok: false,
      code: 'full',
      detail: `a node keeps ${this.#maxPlayers} players; there is no room for ${added} more`,
    }
  }

  #take(changes: readonly SharedChange[], wallNanos = 0n): bigint[] {
    return changes.flatMap(({ key }) => {
      const id = key.slice(PREFIX.length)
      const value = this.#shared.get(key, this.#form.type)
      if (value === undefined ? this.#players.has(id) : !this.#players.has(id)) this.#order = undefined
      this.#text = undefined
      this.#bytes = undefined
      if (value === undefined) this.#players.delete(id)
      else this.#players.set(id, value)
      this.#onChanged(id)
      return value === undefined ? [] : [wallNanos - this.#form.shown(value).timestamp]
    })
  }

  #field(id: string, value: V | undefined): string {
    return `${JSON.stringify(id)}:${value === undefined ? 'null' : this.#form.toJson(value)}`
  }
}

interface Refused {
  readonly ok: false
  readonly code: 'full'
  readonly detail: string
}

function tooLarge(id: string): Refused {
  return {
    ok: false,
    code: 'full',
    detail: `player ${JSON.stringify(id)} would take more than ${MAX_PLAYER_BYTES} bytes`,
  }
}

const NOTHING_NEW: MergeOutcome = { ok: true, agesNanos: [], leftOut: 0, writes: [] }
