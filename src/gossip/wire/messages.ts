/**
 * What nodes say to each other. `decodeFrame` gives one of these for every well-formed frame, `encodeFrame` the frame of
 * each; `docs/mesh.md` draws the exchange that they make up.
 */
export type Message =
  | Join
  | JoinAccepted
  | JoinRefused
  | Ping
  | Ack
  | PingRequest
  | RelayAck
  | Delta
  | Rumour
  | LimitedEvent
  | Request
  | Reply

export type MemberStatus = 'alive' | 'suspect' | 'dead' | 'left'

/** What a node holds of one member. */
export interface MemberRow {
  readonly name: string
  readonly address: string
  readonly generation: number
  readonly incarnation: number
  readonly status: MemberStatus
}

/** How far a node knows one owner, and as what it holds it. */
export interface DigestRow {
  readonly name: string
  readonly generation: number
  readonly incarnation: number
  readonly status: MemberStatus
  /** Everything of the owner up to this version is known. */
  readonly max: number
  /** Tombstones up to this version are gone. */
  readonly collected: number
}

/** How far a node knows all owners. */
export interface Digest {
  readonly rows: readonly DigestRow[]
  /** Not all rows had room: one that is missing says nothing. */
  readonly partial: boolean
}

export type EntryKind = 'value' | 'tombstone' | 'event'

/** One versioned entry of an owner's key space. */
export interface Entry {
  /** An event's key is its name; it takes no place among the keys. */
  readonly key: string
  readonly version: number
  readonly kind: EntryKind
  /** Which registered value type reads `bytes`; 0 is plain bytes. */
  readonly type: number
  readonly bytes: Uint8Array
}

/** Everything that still exists of one owner in the version range (from, to]. */
export interface Piece {
  readonly owner: string
  readonly generation: number
  readonly from: number
  readonly to: number
  readonly collected: number
  /** Ascending by version. */
  readonly entries: readonly Entry[]
}

/** 64 bits: a sum over the rows of all live members. */
export interface DigestHash {
  readonly low: number
  readonly high: number
}

/** The first frame to a seed; encoded alike in every version of the protocol. */
export interface Join {
  readonly type: 'join'
  readonly cluster: string
  readonly row: MemberRow
  /** The versions of the protocol that the sender speaks. */
  readonly oldestVersion: number
  readonly newestVersion: number
  /** The address that the sender knows the seed by; the answer repeats it, for the seed may call itself otherwise. */
  readonly asked: string
}

export interface JoinAccepted {
  readonly type: 'join-accepted'
  /** Who answers. */
  readonly row: MemberRow
  readonly version: number
  /** As in the question. */
  readonly asked: string
  /** Live members that the seed knows; more come by reconciliation. */
  readonly members: readonly MemberRow[]
}

export type JoinRefusal =
  | 'other_cluster'
  | 'name_taken'
  | 'generation_behind'
  | 'no_common_version'
  | 'bad_address'
  /** Not a refusal of a join: whoever sent a frame is no member here and has to join (again). */
  | 'unknown_member'

export interface JoinRefused {
  readonly type: 'join-refused'
  readonly code: JoinRefusal
  /** With `generation_behind`: the generation that is known of this name. 0 otherwise. */
  readonly knownGeneration: number
  readonly detail: string
  /** As in the question; empty with `unknown_member`. */
  readonly asked: string
}

/** Probe and gossip in one: "are you there, and do we know the same?" */
export interface Ping {
  readonly type: 'ping'
  readonly seq: number
  /** Hash of the name that the sender wants to reach: an address may have changed hands. */
  readonly targetHash: number
  readonly hash: DigestHash
  /** The target as the sender holds it, if not alive: it shall refute without delay. */
  readonly suspicion?: MemberRow
}

export interface Ack {
  readonly type: 'ack'
  readonly seq: number
  readonly incarnation: number
  /** Only if the hashes differ. */
  readonly digest?: Digest
}

export interface PingRequest {
  readonly type: 'ping-request'
  readonly seq: number
  readonly target: string
}

export interface RelayAck {
  readonly type: 'relay-ack'
  readonly seq: number
  readonly target: string
  /** false: the relay is well, but the target did not answer it in time. */
  readonly reached: boolean
  /** The target's incarnation as it answered; 0 if it did not. */
  readonly incarnation: number
}

export interface Delta {
  readonly type: 'delta'
  readonly members: readonly MemberRow[]
  readonly pieces: readonly Piece[]
  /** What the sender wants in return: its rows of owners of whom the receiver knows more. */
  readonly wants: readonly DigestRow[]
  /** Something had no room. */
  readonly more: boolean
}

/** Fresh things, pushed. The receiver spreads them over the arc from its own place on the ring to `arcEnd`. */
export interface Rumour {
  readonly type: 'rumour'
  readonly arcEnd: number
  /** false: nothing is left for the receiver to spread. */
  readonly spread: boolean
  readonly hops: number
  readonly members: readonly MemberRow[]
  readonly pieces: readonly Piece[]
}

/** A broadcast that goes a limited number of hops and is not repaired. */
export interface LimitedEvent {
  readonly type: 'limited-event'
  readonly origin: string
  readonly id: string
  readonly name: string
  /** How often it may still be forwarded. */
  readonly ttl: number
  readonly hops: number
  readonly bytes: Uint8Array
}

/** To one member; an answer comes as `Reply`. */
export interface Request {
  readonly type: 'request'
  readonly id: string
  readonly origin: string
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Reply {
  readonly type: 'reply'
  readonly id: string
  readonly from: string
  /** false: the node has no handler of that name, or it failed; `bytes` says why (UTF-8). */
  readonly ok: boolean
  readonly bytes: Uint8Array
}
