import {
  MAX_ADDRESS_LENGTH,
  MAX_ID_LENGTH,
  MAX_KEY_BYTES,
  MAX_NAME_LENGTH,
  MAX_VALUE_TYPE,
} from '../../../../src/gossip/wire/limits.ts'
import type { DigestRow, Entry, MemberRow, Message, Piece } from '../../../../src/gossip/wire/messages.ts'

const MAX = Number.MAX_SAFE_INTEGER
const MAX32 = 0xffff_ffff

const alive: MemberRow = {
  name: 'eu-1',
  address: '10.0.0.1:7400',
  generation: 3,
  incarnation: 0,
  status: 'alive',
}
const suspect: MemberRow = { ...alive, name: 'us-1', incarnation: 127, status: 'suspect' }
const dead: MemberRow = {
  ...alive,
  name: 'ap-1',
  address: '[2001:db8::7]:7400',
  incarnation: 128,
  status: 'dead',
}
const left: MemberRow = { ...alive, name: 'n', address: 'a', generation: 1_763_683_200_000, status: 'left' }
const largest: MemberRow = {
  name: '~'.repeat(MAX_NAME_LENGTH),
  address: '!'.repeat(MAX_ADDRESS_LENGTH),
  generation: MAX,
  incarnation: MAX,
  status: 'left',
}

const digestRow: DigestRow = {
  name: 'eu-1',
  generation: 3,
  incarnation: 0,
  status: 'alive',
  max: 300,
  collected: 120,
}
const digest: readonly DigestRow[] = [
  digestRow,
  { ...digestRow, name: 'us-1', status: 'suspect', max: 0, collected: 0 },
  { ...digestRow, name: 'ap-1', status: 'dead', max: 16_383, collected: 16_384 },
  { name: largest.name, generation: MAX, incarnation: MAX, status: 'left', max: MAX, collected: MAX },
]

const text = (value: string) => new TextEncoder().encode(value)
const value: Entry = { key: 'load', version: 121, kind: 'value', type: 0, bytes: text('0.25') }
const entries: readonly Entry[] = [
  value,
  { key: 'flags/ночь', version: 122, kind: 'value', type: 62, bytes: text('on') },
  { key: '😀', version: 130, kind: 'tombstone', type: 63, bytes: new Uint8Array(0) },
  { key: 'deploy', version: 300, kind: 'event', type: MAX_VALUE_TYPE, bytes: new Uint8Array(0) },
  {
    key: 'k'.repeat(MAX_KEY_BYTES),
    version: 20_000,
    kind: 'value',
    type: 1,
    bytes: new Uint8Array(130).fill(7),
  },
]
const piece: Piece = { owner: 'eu-1', generation: 3, from: 120, to: 20_000, collected: 119, entries }
const gap: Piece = { owner: 'us-1', generation: 1, from: 0, to: 128, collected: 0, entries: [] }
const highest: Piece = {
  owner: largest.name,
  generation: MAX,
  from: MAX - 2,
  to: MAX,
  collected: MAX,
  entries: [{ ...value, version: MAX - 1 }],
}

const ping = {
  type: 'ping',
  seq: 20_000,
  targetHash: 0x0123_4567,
  hash: { low: 0x89ab_cdef, high: 0xfedc_ba98 },
} as const
const relayAck = { type: 'relay-ack', seq: 1, target: 'us-1', reached: true, incarnation: 12 } as const
const delta = { type: 'delta', members: [], pieces: [], wants: [], more: false } as const
const refused = { type: 'join-refused', knownGeneration: 0, detail: '', asked: '' } as const

/** One file of `golden/` each. */
export const GOLDEN_MESSAGES: Readonly<Record<string, Message>> = {
  join: { type: 'join', cluster: 'prod', row: alive, oldestVersion: 1, newestVersion: 1, asked: 'seed:1' },
  'join-largest': {
    type: 'join',
    cluster: 'c'.repeat(MAX_NAME_LENGTH),
    row: largest,
    oldestVersion: 1,
    newestVersion: 255,
    asked: 'a'.repeat(255),
  },
  'join-accepted': { type: 'join-accepted', row: alive, version: 1, asked: '', members: [] },
  'join-accepted-with-members': {
    type: 'join-accepted',
    row: alive,
    version: 1,
    asked: 'seed:1',
    members: [suspect, dead, left, largest],
  },
  'join-refused-other-cluster': { ...refused, code: 'other_cluster', detail: 'this is prod' },
  'join-refused-name-taken': {
    ...refused,
    code: 'name_taken',
    detail: 'имя занято',
    asked: 'localhost:8081',
  },
  'join-refused-generation-behind': { ...refused, code: 'generation_behind', knownGeneration: MAX },
  'join-refused-no-common-version': { ...refused, code: 'no_common_version' },
  'join-refused-bad-address': { ...refused, code: 'bad_address' },
  'join-refused-unknown-member': { ...refused, code: 'unknown_member' },
  ping,
  'ping-with-suspicion': { ...ping, suspicion: suspect },
  'ping-largest': {
    ...ping,
    seq: MAX,
    targetHash: MAX32,
    hash: { low: MAX32, high: MAX32 },
    suspicion: largest,
  },
  ack: { type: 'ack', seq: 20_000, incarnation: 0 },
  'ack-with-empty-digest': { type: 'ack', seq: 0, incarnation: MAX, digest: { rows: [], partial: true } },
  'ack-with-digest': { type: 'ack', seq: 20_000, incarnation: 300, digest: { rows: digest, partial: false } },
  'ping-request': { type: 'ping-request', seq: 1, target: 'us-1' },
  'relay-ack-reached': relayAck,
  'relay-ack-not-reached': { ...relayAck, reached: false, incarnation: 0 },
  'delta-empty': delta,
  delta: { ...delta, members: [alive, dead], pieces: [piece, gap, highest], wants: digest, more: true },
  rumour: { type: 'rumour', arcEnd: 0x8000_0001, spread: true, hops: 2, members: [suspect], pieces: [piece] },
  'rumour-empty': { type: 'rumour', arcEnd: MAX32, spread: false, hops: 255, members: [], pieces: [] },
  'limited-event': {
    type: 'limited-event',
    origin: 'eu-1',
    id: 'eu-1/3/17',
    name: 'chat',
    ttl: 3,
    hops: 0,
    bytes: text('hello'),
  },
  'limited-event-largest': {
    type: 'limited-event',
    origin: largest.name,
    id: 'i'.repeat(MAX_ID_LENGTH),
    name: 'ы'.repeat(MAX_KEY_BYTES / 2),
    ttl: 255,
    hops: 255,
    bytes: new Uint8Array(0),
  },
  request: { type: 'request', id: 'q1', origin: 'eu-1', name: 'uptime', bytes: text('{}') },
  'reply-ok': { type: 'reply', id: 'q1', from: 'us-1', ok: true, bytes: text('42') },
  'reply-failed': { type: 'reply', id: 'q1', from: 'us-1', ok: false, bytes: text('no handler') },
}
