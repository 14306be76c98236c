/** What a message says. Bodies between servers are free-form beyond these keys. */
export interface Body {
  readonly type: string
  /** Unique per sender; set on what wants an answer. */
  readonly msg_id?: number
  /** The `msg_id` of the request that this answers. */
  readonly in_reply_to?: number
  readonly [key: string]: unknown
}

export interface Envelope {
  readonly src: string
  readonly dest: string
  readonly body: Body
  /** Given by the bench to what it routes. */
  readonly id?: number
}

export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
