import type { Entry, JoinRefusal, MemberRow } from '../wire/messages.ts'

/** What must now be done, in this order. */
export type Effect =
  /** `urgent`: a probe or its answer; it must not wait behind bulk. */
  | { readonly kind: 'send'; readonly to: string; readonly bytes: Uint8Array; readonly urgent: boolean }
  /** The peer broke the protocol: its link is of no more use. */
  | { readonly kind: 'close'; readonly address: string; readonly reason: string }
  | { readonly kind: 'event'; readonly event: MeshEvent }

export type MemberChange =
  | 'joined'
  | 'updated'
  | 'suspected'
  | 'refuted'
  | 'died'
  | 'left'
  | 'restarted'
  | 'forgotten'
  | 'flapping'

/** What a program that has a node in it may want to know. */
export type MeshEvent =
  | { readonly kind: 'member'; readonly change: MemberChange; readonly member: MemberRow }
  /** A key of `owner` has a new value, or (a tombstone) none any more. */
  | { readonly kind: 'entry'; readonly owner: string; readonly entry: Entry }
  /** Keys that `owner` had are gone without tombstones: it restarted, or is forgotten. */
  | {
      readonly kind: 'dropped'
      readonly owner: string
      readonly entries: readonly Entry[]
      readonly why: 'restarted' | 'forgotten' | 'collected'
    }
  | {
      readonly kind: 'broadcast'
      readonly origin: string
      readonly name: string
      readonly bytes: Uint8Array
    }
  /** An own broadcast has left as often as it will be pushed. */
  | { readonly kind: 'broadcast-sent'; readonly id: string; readonly version: number }
  | {
      readonly kind: 'request'
      readonly id: string
      readonly from: string
      readonly address: string
      readonly name: string
      readonly bytes: Uint8Array
    }
  | {
      readonly kind: 'reply'
      readonly id: string
      readonly from: string
      readonly ok: boolean
      readonly bytes: Uint8Array
    }
  /** A question is over: who of those asked has not answered in time; nobody if all have. */
  | { readonly kind: 'unanswered'; readonly id: string; readonly from: readonly string[] }
  | { readonly kind: 'join-accepted'; readonly address: string; readonly by: string }
  | {
      readonly kind: 'join-refused'
      readonly address: string
      readonly code: JoinRefusal
      readonly knownGeneration: number
      readonly detail: string
    }
  /** Another node has taken this node's name with a higher generation. Its address is empty if it is not known. */
  | { readonly kind: 'displaced'; readonly generation: number; readonly address: string }
  /** A peer sent what cannot be read. */
  | { readonly kind: 'fault'; readonly from: string; readonly reason: string }
  /** A bound was reached: once per episode, and once when it is over. */
  | { readonly kind: 'overload'; readonly what: string; readonly begins: boolean; readonly detail: string }
  | { readonly kind: 'left' }
  /** This process stood still for so long. */
  | { readonly kind: 'stalled'; readonly ms: number }
  /** A round is over: for tracing and metrics. */
  | {
      readonly kind: 'round'
      readonly peer: string
      readonly roundTripMs: number
      readonly mismatch: boolean
    }
