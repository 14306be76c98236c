import * as fc from 'fast-check'
import {
  MAX_ADDRESS_LENGTH,
  MAX_DETAIL_BYTES,
  MAX_ID_LENGTH,
  MAX_KEY_BYTES,
  MAX_NAME_LENGTH,
  MAX_VALUE_TYPE,
} from '../../../../src/gossip/wire/limits.ts'
import type {
  Delta,
  DigestRow,
  Entry,
  MemberRow,
  Message,
  Piece,
} from '../../../../src/gossip/wire/messages.ts'
import { isKey, utf8Length } from '../../../../src/gossip/wire/text.ts'

const number = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.maxSafeNat())
const uint32 = fc.nat({ max: 0xffff_ffff })
const byte = fc.nat({ max: 255 })
const bytes = fc.uint8Array({ maxLength: 200 })
const anyText = fc.string({ unit: 'binary', maxLength: MAX_KEY_BYTES })
const key = fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), anyText).filter(isKey)
const detail = anyText.filter((text) => utf8Length(text) <= MAX_DETAIL_BYTES)
const name = visible(MAX_NAME_LENGTH)
const id = visible(MAX_ID_LENGTH)
const status = fc.constantFrom('alive', 'suspect', 'dead', 'left')

function visible(maxLength: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
  return fc.string({ unit: character, minLength: 1, maxLength })
}

const memberRow: fc.Arbitrary<MemberRow> = fc.record({
  name,
  address: visible(MAX_ADDRESS_LENGTH),
  generation: number,
  incarnation: number,
  status,
})
const digestRow: fc.Arbitrary<DigestRow> = fc.record({
  name,
  generation: number,
  incarnation: number,
  status,
  max: number,
  collected: number,
})
const members = fc.array(memberRow, { maxLength: 5 })
const digest = fc.array(digestRow, { maxLength: 5 })

const unplaced = fc.record({
  key,
  kind: fc.constantFrom('value', 'tombstone', 'event'),
  type: fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: MAX_VALUE_TYPE })),
  bytes,
})

/** A piece from its start, the steps between its versions, and the gap behind them. */
const piece: fc.Arbitrary<Piece> = fc
  .record({
    owner: name,
    generation: number,
    from: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 31 }), fc.constant(2 ** 52)),
    steps: fc.array(fc.tuple(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 31 })), unplaced), {
      maxLength: 8,
    }),
    gap: fc.nat({ max: 2 ** 31 }),
    collected: number,
  })
  .map(({ owner, generation, from, steps, gap, collected }) => {
    let version = from
    const entries = steps.map(([step, rest]): Entry => {
      version += step
      return { ...rest, version, bytes: rest.kind === 'tombstone' ? new Uint8Array(0) : rest.bytes }
    })
    return { owner, generation, from, to: version + gap, collected, entries }
  })
const pieces = fc.array(piece, { maxLength: 4 })

export const ARBITRARY_DELTA: fc.Arbitrary<Delta> = fc.record({
  type: fc.constant('delta'),
  members,
  pieces,
  wants: digest,
  more: fc.boolean(),
})

/** The address in a question, or nothing. */
const asked = fc.oneof(fc.constant(''), visible(MAX_ADDRESS_LENGTH))

export const ARBITRARY_MESSAGES: Readonly<Record<Message['type'], fc.Arbitrary<Message>>> = {
  join: fc
    .tuple(
      visible(MAX_NAME_LENGTH),
      memberRow,
      fc.integer({ min: 1, max: 255 }),
      fc.integer({ min: 1, max: 255 }),
      asked,
    )
    .map(([cluster, row, a, b, seed]) => ({
      type: 'join',
      cluster,
      row,
      oldestVersion: Math.min(a, b),
      newestVersion: Math.max(a, b),
      asked: seed,
    })),
  'join-accepted': fc.record({
    type: fc.constant('join-accepted'),
    row: memberRow,
    version: fc.integer({ min: 1, max: 255 }),
    asked,
    members,
  }),
  'join-refused': fc.record({
    type: fc.constant('join-refused'),
    code: fc.constantFrom(
      'other_cluster',
      'name_taken',
      'generation_behind',
      'no_common_version',
      'bad_address',
      'unknown_member',
    ),
    knownGeneration: number,
    detail,
    asked,
  }),
  ping: fc.record(
    {
      type: fc.constant('ping'),
      seq: number,
      targetHash: uint32,
      hash: fc.record({ low: uint32, high: uint32 }),
      suspicion: memberRow,
    },
    { requiredKeys: ['type', 'seq', 'targetHash', 'hash'] },
  ),
  ack: fc.record(
    {
      type: fc.constant('ack'),
      seq: number,
      incarnation: number,
      digest: fc.record({ rows: digest, partial: fc.boolean() }),
    },
    { requiredKeys: ['type', 'seq', 'incarnation'] },
  ),
  'ping-request': fc.record({ type: fc.constant('ping-request'), seq: number, target: name }),
  'relay-ack': fc.record({
    type: fc.constant('relay-ack'),
    seq: number,
    target: name,
    reached: fc.boolean(),
    incarnation: number,
  }),
  delta: ARBITRARY_DELTA,
  rumour: fc.record({
    type: fc.constant('rumour'),
    arcEnd: uint32,
    spread: fc.boolean(),
    hops: byte,
    members,
    pieces,
  }),
  'limited-event': fc.record({
    type: fc.constant('limited-event'),
    origin: name,
    id,
    name: key,
    ttl: byte,
    hops: byte,
    bytes,
  }),
  request: fc.record({ type: fc.constant('request'), id, origin: name, name: key, bytes }),
  reply: fc.record({ type: fc.constant('reply'), id, from: name, ok: fc.boolean(), bytes }),
}

export const ARBITRARY_MESSAGE = fc.oneof(...Object.values(ARBITRARY_MESSAGES))
