/** Headers that one Gamemesh server sends another. */
export const REQUEST_ID_HEADER = 'x-request-id'
export const TRACEPARENT_HEADER = 'traceparent'
export const TRACESTATE_HEADER = 'tracestate'
/** The client's own key, carried on so that every server derives the same session. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key'
/** Names the main server that forwarded the request: whoever sees it never forwards again. */
export const FORWARDED_HEADER = 'gamemesh-forwarded'
/** The session id that main drew for a start without a key. */
export const SESSION_ID_HEADER = 'gamemesh-session-id'
/** How long the forwarding server will wait for the answer. */
export const DEADLINE_HEADER = 'gamemesh-deadline-ms'
