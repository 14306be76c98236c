/** Names of the headers that Gamemesh reads or sets, in lower case. */

export const REQUEST_ID_HEADER = 'x-request-id'
export const TRACEPARENT_HEADER = 'traceparent'
export const TRACESTATE_HEADER = 'tracestate'
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key'

/** Marks a start that another server passed on. It is never passed on again. */
export const FORWARDED_HEADER = 'gamemesh-forwarded'
/** The session id that the forwarding server drew; read only together with the mark above. */
export const SESSION_ID_HEADER = 'gamemesh-session-id'
/** The number of servers that were asked before with the same session id; absent: none. Read only with the mark. */
export const EARLIER_ATTEMPTS_HEADER = 'gamemesh-earlier-attempts'
/** Whole milliseconds that the forwarding server still waits; read only together with the mark above. */
export const DEADLINE_HEADER = 'gamemesh-deadline-ms'
