/** What `gamemesh/gossip` gives: any program becomes a node of a mesh. */
export { createNode } from './create-node.ts'
export { GossipNode } from './gossip-node.ts'
export type { BroadcastOptions, CloseOptions, QueryOptions, WatchOptions } from './gossip-node.ts'
export { DEFAULT_PORT, lanConfig, localConfig, wanConfig } from './presets.ts'
export type { NodeOptions } from './node-options.ts'
export type { EventOf, KeyChange, MemberEventKind, MemberInfo, Metadata, NodeEvent } from './node-event.ts'
export {
  AddressInUseError,
  JoinError,
  type JoinFailureCode,
  NodeClosedError,
  NodeRebornError,
  type SeedFailure,
  UnknownMemberError,
} from './errors.ts'
export { OverloadedError } from '../../base/errors.ts'
export type { Listener } from './listeners.ts'
export type { JoinOptions } from './joins.ts'
export type { AnswerHandler, Asker } from './answers.ts'
export type { Answer, Query, QueryResult } from './queries.ts'
export { type Body, Payload } from './payload.ts'
export type { NodeStats } from './stats.ts'
export type { EngineConfig } from '../engine/config.ts'
export type { NetworkType } from '../transport/network-types.ts'
export type { MutualTlsFiles } from '../transport/tls-mutual.ts'
export type { MemberStatus } from '../wire/messages.ts'

// Values: what applications need to use the types that there are and to make their own.
export { FIRST_APPLICATION_TYPE_ID, MAX_TYPE_ID, type ValueType } from '../shared/value-type.ts'
export { ValueTypeError } from '../shared/value-types.ts'
export {
  gCounter,
  liveJson,
  livePnCounter,
  lwwBytes,
  lwwJson,
  lwwMapJson,
  maximum,
  mvJson,
  orSet,
  pnCounter,
} from '../shared/built-in-types.ts'
export { type Json, bytesCodec, jsonCodec } from '../crdt/codecs.ts'
export { GCounter } from '../crdt/g-counter.ts'
export { LwwMap } from '../crdt/lww-map.ts'
export { LwwRegister } from '../crdt/lww-register.ts'
export { MvRegister } from '../crdt/mv-register.ts'
export { OrSet } from '../crdt/or-set.ts'
export { PnCounter } from '../crdt/pn-counter.ts'
export { type Stamp, compareStamps } from '../crdt/stamp.ts'
export { VectorClock } from '../crdt/vector-clock.ts'
export { HashRing } from '../ring/hash-ring.ts'

// For tests of programs that have nodes in them.
export { MemoryHub } from '../transport/memory.ts'
