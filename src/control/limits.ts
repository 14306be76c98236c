/** Connections at a time, streams included; more are closed at once. */
export const MAX_CONNECTIONS = 64
/** Watchers and listeners of events at a time. */
export const MAX_STREAMS = 32
/** What one of them may leave unread before it is cut off. */
export const MAX_UNREAD_BYTES = 1_048_576
/** From the connection to the end of the request. Each connection carries one. */
export const REQUEST_TIMEOUT_MS = 5_000
/** From the request to the end of an answer that is no stream; the longest question fits in. */
export const ANSWER_TIMEOUT_MS = 65_000
export const MAX_HEADER_BYTES = 8_192
/** The largest value, written as JSON with every character escaped, and some names. */
export const MAX_BODY_BYTES = 262_144
export const MAX_TARGET_LENGTH = 2_048
/** Keys in one list, and characters of JSON that they take; the last one may exceed it. */
export const MAX_LISTED_KEYS = 10_000
export const MAX_LISTED_LENGTH = 8 * 1_048_576
export const DEFAULT_QUERY_MS = 5_000
export const MAX_QUERY_MS = 60_000
/** Whoever watches hears at least this often that the line is open. */
export const STREAM_LIFE_SIGN_MS = 15_000
