import type { Json } from '../crdt/codecs.ts'
import type { MemberChange, MeshEvent } from '../engine/effect.ts'
import type { JoinRefusal, MemberRow } from '../wire/messages.ts'
import type { Payload } from './payload.ts'

/** What a node says about itself: readiness, zone, version. */
export type Metadata = Readonly<Record<string, Json>>

export interface MemberInfo extends MemberRow {
  readonly metadata: Metadata
  readonly isSelf: boolean
}

/** A key of the mesh has another value, or none any more (`value` undefined). Values as `get` gives them. */
export interface KeyChange {
  readonly key: string
  readonly value: unknown
  readonly before: unknown
  /** The name of the value's type. */
  readonly type: string | undefined
}

export type MemberEventKind =
  | 'join'
  | 'leave'
  | 'suspect'
  | 'dead'
  /** Suspect, dead or gone before, and alive after all. */
  | 'alive'
  /** It has begun anew, with a higher generation. */
  | 'restart'
  /** Another address, or other metadata. */
  | 'update'
  | 'flapping'
  | 'forget'

export type NodeEvent =
  | { readonly kind: MemberEventKind; readonly member: MemberInfo }
  | ({ readonly kind: 'change' } & KeyChange)
  /** The raw news under it: an owner's key has a new version. */
  | {
      readonly kind: 'delta'
      readonly owner: string
      readonly key: string
      readonly version: number
      readonly isDeletion: boolean
    }
  | { readonly kind: 'broadcast'; readonly from: string; readonly name: string; readonly payload: Payload }
  | {
      readonly kind: 'join-refused'
      readonly address: string
      readonly code: JoinRefusal
      readonly detail: string
    }
  /** Another process goes by this node's name and takes precedence: this one has to stop. */
  | { readonly kind: 'displaced'; readonly generation: number }
  /** A new generation was needed, and everything this node says is said anew. */
  | { readonly kind: 'reborn'; readonly generation: number }
  | { readonly kind: 'closed'; readonly reason: string }
  | Extract<MeshEvent, { readonly kind: 'fault' | 'overload' | 'stalled' | 'round' }>

export type EventOf<K extends NodeEvent['kind']> = NodeEvent & { readonly kind: K }

export const MEMBER_EVENTS: Readonly<Record<MemberChange, MemberEventKind>> = {
  joined: 'join',
  left: 'leave',
  suspected: 'suspect',
  died: 'dead',
  refuted: 'alive',
  restarted: 'restart',
  updated: 'update',
  flapping: 'flapping',
  forgotten: 'forget',
}
