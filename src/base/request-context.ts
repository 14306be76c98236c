import type { Deadline } from './deadline.ts'
import type { Logger } from './logger-port.ts'

/** W3C trace context, carried on unchanged. */
export interface TraceContext {
  readonly traceparent: string
  readonly tracestate?: string
}

/** What accompanies one request through every part and on to the server it is forwarded to. */
export interface RequestContext {
  readonly requestId: string
  readonly deadline: Deadline
  /** Adds the request id to each of its lines. */
  readonly log: Logger
  readonly trace?: TraceContext
}
