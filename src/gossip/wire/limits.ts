/** A whole frame, header included. */
export const MAX_FRAME_BYTES = 65_536
export const HEADER_BYTES = 12
export const MAX_BODY_BYTES = MAX_FRAME_BYTES - HEADER_BYTES

/** Names of nodes and clusters, ids, addresses: visible ASCII, at least one character. */
export const MAX_NAME_LENGTH = 64
export const MAX_CLUSTER_LENGTH = 64
export const MAX_ID_LENGTH = 64
export const MAX_ADDRESS_LENGTH = 255

/** UTF-8 bytes of a key or of the name of an event or request; at least one. */
export const MAX_KEY_BYTES = 256
/** UTF-8 bytes of the detail of a refusal; may be empty. */
export const MAX_DETAIL_BYTES = 255
/** Of one entry, event, request or reply. */
export const MAX_VALUE_BYTES = 32_768

export const MAX_VALUE_TYPE = 65_535
export const MAX_HOPS = 255
export const MAX_TTL = 255

/** The least that one item of a list takes. Counts are checked against it before anything is read. */
export const MIN_MEMBER_ROW_BYTES = 6
export const MIN_DIGEST_ROW_BYTES = 6
export const MIN_PIECE_BYTES = 7
export const MIN_ENTRY_BYTES = 4

/** As many as a frame can hold: a sender that keeps to its bytes keeps to these as well. */
export const MAX_MEMBER_ROWS = Math.floor(MAX_BODY_BYTES / MIN_MEMBER_ROW_BYTES)
export const MAX_DIGEST_ROWS = Math.floor(MAX_BODY_BYTES / MIN_DIGEST_ROW_BYTES)
export const MAX_PIECES = Math.floor(MAX_BODY_BYTES / MIN_PIECE_BYTES)
export const MAX_ENTRIES = Math.floor(MAX_BODY_BYTES / MIN_ENTRY_BYTES)
