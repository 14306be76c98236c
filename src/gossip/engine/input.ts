/** Everything that can happen to a node. Bytes come from peers, the rest from its own process. */
export type Input =
  | { readonly kind: 'frame'; readonly from: string; readonly bytes: Uint8Array }
  /** The moment that `nextWakeMs` named has come. */
  | { readonly kind: 'wake' }
  /** The transport could not bring a frame to this address. */
  | { readonly kind: 'unreachable'; readonly address: string }
  | Command

export type Command =
  /** Become part of the mesh that these nodes are in; asked again with growing pauses until one accepts. */
  | { readonly kind: 'join'; readonly addresses: readonly string[] }
  /** Asks these no more, if they have not answered yet. */
  | { readonly kind: 'stop-joining'; readonly addresses: readonly string[] }
  | { readonly kind: 'set'; readonly key: string; readonly type: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly key: string }
  /** Without `ttl` every live node gets it, repaired where it was lost; with it, whom that many hops reach. */
  | {
      readonly kind: 'broadcast'
      readonly id: string
      readonly name: string
      readonly bytes: Uint8Array
      readonly ttl?: number
    }
  | {
      readonly kind: 'request'
      readonly id: string
      readonly to: readonly string[]
      readonly name: string
      readonly bytes: Uint8Array
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'reply'
      readonly id: string
      readonly to: string
      readonly ok: boolean
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'leave' }
