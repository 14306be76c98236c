import type { Codec } from '../gossip/crdt/lattice.ts'
import { decoded, encoded, readNanos, writeNanos } from '../gossip/crdt/encoding.ts'
import { MAX_NANOS } from '../gossip/crdt/nanos.ts'
import { compareText } from '../gossip/crdt/order.ts'
import { readExact } from './exact-json.ts'
import { MAX_METADATA_LENGTH, readMetadata } from './metadata.ts'

/** One write about a player. Immutable: whoever holds one holds it for good. */
export interface PlayerState {
  /** A signed 64-bit integer. */
  readonly score: bigint
  /** Nanoseconds since 1970, by the writer's hybrid clock. */
  readonly timestamp: bigint
  /** Canonical JSON of an object; see `metadata.ts`. */
  readonly metadata?: string
}

export const MAX_SCORE = 2n ** 63n - 1n
export const MIN_SCORE = -(2n ** 63n)

export function isScore(score: bigint): boolean {
  return score >= MIN_SCORE && score <= MAX_SCORE
}

/** The last moment that a hybrid clock takes. */
export function isTimestamp(nanos: bigint): boolean {
  return nanos >= 0n && nanos < MAX_NANOS
}

/** Which write is the later one. Of two with one timestamp the higher score, then the greater metadata: alike on every node. */
export function compareStates(a: PlayerState, b: PlayerState): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1
  if (a.score !== b.score) return a.score < b.score ? -1 : 1
  return compareText(a.metadata ?? '', b.metadata ?? '')
}

/** The last writer wins. */
export function laterState(a: PlayerState, b: PlayerState): PlayerState {
  return compareStates(a, b) >= 0 ? a : b
}

/** The fields as JSON, without the braces: a form of a player may have more of them. */
export function stateFields({ score, timestamp, metadata }: PlayerState): string {
  const more = metadata === undefined ? '' : `,"metadata":${metadata}`
  return `"score":${score},"timestamp":${timestamp}${more}`
}

const UTF8_BYTES_PER_UNIT = 3
const LOW_BITS = 0xffff_ffffn

export const playerCodec: Codec<PlayerState> = {
  encode: ({ score, timestamp, metadata }) =>
    encoded((writer) => {
      const unsigned = BigInt.asUintN(64, score)
      writeNanos(writer, timestamp)
      writer.uint32(Number(unsigned >> 32n))
      writer.uint32(Number(unsigned & LOW_BITS))
      writer.text(metadata ?? '', 0, MAX_METADATA_LENGTH * UTF8_BYTES_PER_UNIT)
    }),
  decode: (bytes) =>
    decoded(bytes, (reader) => {
      const timestamp = readNanos(reader)
      const high = BigInt(reader.uint32())
      const score = BigInt.asIntN(64, (high << 32n) | BigInt(reader.uint32()))
      const metadata = reader.text(0, MAX_METADATA_LENGTH * UTF8_BYTES_PER_UNIT)
      if (!isTimestamp(timestamp) || !isCanonical(metadata)) return undefined
      return { score, timestamp, ...(metadata !== '' && { metadata }) }
    }),
}

/** A text that is not canonical would break the JSON that it is put into. */
function isCanonical(text: string): boolean {
  if (text === '') return true
  const read = readMetadata(readExact(text) ?? null)
  return read.ok && read.text === text
}
