import { type Exact, isExactObject, readExact } from './exact-json.ts'
import { readMetadata } from './metadata.ts'
import type { PlayerForm } from './player-form.ts'
import { playerIdFault } from './player-id.ts'
import { type PlayerState, isScore, isTimestamp } from './player-state.ts'

export type ReadState<V> =
  | { readonly ok: true; readonly players: ReadonlyMap<string, V> }
  /** `json`: it is no JSON at all. */
  | { readonly ok: false; readonly fault: 'json' | 'player'; readonly detail: string }

type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string }

const SHOWN_ID_LENGTH = 40

/** Reads a map from player ids to players, all of it or nothing. */
export function readState<V>(text: string, form: PlayerForm<V>): ReadState<V> {
  const map = readExact(text)
  if (map === undefined) return { ok: false, fault: 'json', detail: 'the body is not valid JSON' }
  if (!isExactObject(map))
    return { ok: false, fault: 'player', detail: 'the body must be an object: player id -> player' }
  const players = new Map<string, V>()
  for (const [id, value] of Object.entries(map)) {
    const idFault = playerIdFault(id)
    const player = idFault === undefined ? readPlayer(value, form) : { ok: false as const, detail: idFault }
    if (!player.ok) {
      const shown = JSON.stringify(id.slice(0, SHOWN_ID_LENGTH))
      return { ok: false, fault: 'player', detail: `player ${shown} ${player.detail}` }
    }
    players.set(id, player.value)
  }
  return { ok: true, players }
}

function readPlayer<V>(value: Exact, form: PlayerForm<V>): Judged<V> {
  if (!isExactObject(value)) return { ok: false, detail: 'must be an object with "score" and "timestamp"' }
  const { score, timestamp, metadata, ...extra } = value
  if (typeof score !== 'bigint' || !isScore(score))
    return { ok: false, detail: 'needs a "score" that is a 64-bit integer' }
  if (typeof timestamp !== 'bigint' || !isTimestamp(timestamp))
    return { ok: false, detail: 'needs a "timestamp" that is a number of nanoseconds, 0 to 2^63-2' }
  const state = stateOf(score, timestamp, metadata)
  return state.ok ? form.fromJson(state.value, extra) : state
}

function stateOf(score: bigint, timestamp: bigint, metadata: Exact | undefined): Judged<PlayerState> {
  if (metadata === undefined) return { ok: true, value: { score, timestamp } }
  const read = readMetadata(metadata)
  if (!read.ok) return { ok: false, detail: `has "metadata" that ${read.detail}` }
  return {
    ok: true,
    value: { score, timestamp, ...(read.text !== undefined && { metadata: read.text }) },
  }
}
