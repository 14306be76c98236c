import type { TraceContext } from '../base/request-context.ts'
import { isRegionName } from '../base/region-name.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { headerText, type RequestHeaders } from './messages.ts'
import {
  DEADLINE_HEADER,
  FORWARDED_HEADER,
  REQUEST_ID_HEADER,
  TRACEPARENT_HEADER,
  TRACESTATE_HEADER,
} from './schema/headers.ts'

/**
 * What a request's headers say about it rather than about what it asks. A malformed one is as good as none: it never
 * fails a request that is otherwise right.
 */

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

/** The id under which the request is logged everywhere: the client's, or a new one. */
export function requestId(headers: RequestHeaders, runtime: Runtime): string {
  const given = headerText(headers, REQUEST_ID_HEADER)
  return given !== undefined && REQUEST_ID.test(given) ? given : runtime.newId()
}

/** Version ff, an all-zero trace and an all-zero parent are invalid (W3C Trace Context, 3.2.2). */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const TRACESTATE = /^[\x20-\x7e]{1,512}$/

export function traceContext(headers: RequestHeaders): TraceContext | undefined {
  const traceparent = headerText(headers, TRACEPARENT_HEADER)
  if (traceparent === undefined || !TRACEPARENT.test(traceparent)) return undefined
  const tracestate = headerText(headers, TRACESTATE_HEADER)
  return tracestate !== undefined && TRACESTATE.test(tracestate)
    ? { traceparent, tracestate }
    : { traceparent }
}

/** Whether another server passed the request on; it names its region. */
export function isForwarded(headers: RequestHeaders): boolean {
  const from = headerText(headers, FORWARDED_HEADER)
  return from !== undefined && isRegionName(from)
}

const WHOLE_MS = /^[1-9]\d{0,8}$/

/**
 * A healthy store answers well within this. Less than this no forwarding server sends, so whoever does, a client in
 * disguise, gets an answer all the same and not a 503 of its own making.
 */
const LEAST_MS = 100

/** How long the answer may take: no longer than the forwarding server still waits. */
export function timeToAnswerMs(headers: RequestHeaders, requestTimeoutMs: number): number {
  if (!isForwarded(headers)) return requestTimeoutMs
  const left = headerText(headers, DEADLINE_HEADER)
  return left !== undefined && WHOLE_MS.test(left)
    ? Math.min(requestTimeoutMs, Math.max(LEAST_MS, Number(left)))
    : requestTimeoutMs
}
