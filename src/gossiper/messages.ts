/** A request as the server hands it over. */
export interface GossiperRequest {
  readonly method: string
  /** Path and query, still percent-encoded. */
  readonly target: string
  readonly header: (name: string) => string | undefined
  /** Whether the client has shown a certificate of the cluster. */
  readonly certified: boolean
  /** Rejects with a `Refusal` when the body is longer. */
  readonly readBody: (maxBytes: number) => Promise<Uint8Array>
}

export interface GossiperResponse {
  readonly status: number
  readonly body: string | Uint8Array
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const JSON_TYPE = 'application/json'
/** Frames of the mesh engine, one after the other, as `gossip/wire` has them. */
export const FRAMES_TYPE = 'application/vnd.gamemesh.frames'
/** The address that the sender of frames advertises. */
export const FROM_HEADER = 'gossip-from'
/** How many players of a body were left out because their timestamps lie too far ahead. */
export const LEFT_OUT_HEADER = 'gossip-left-out'

/** A full state of the largest board with short ids fits. */
export const MAX_GOSSIP_BYTES = 16 * 1024 * 1024
