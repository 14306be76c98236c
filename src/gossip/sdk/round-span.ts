/** One exchange of gossip, as it ended. */
export interface EndedRound {
  readonly peer: string
  readonly durationMs: number
  /** Whether the two knew different things; undefined: it failed. */
  readonly mismatch?: boolean
  /** Why it failed, in one of few words. */
  readonly failure?: string
}

export interface SpanIds {
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string
  readonly spanId: string
}

/** A span of a trace, in the words of OpenTelemetry. */
export interface RoundSpan {
  readonly name: 'gossip.round'
  readonly trace_id: string
  readonly span_id: string
  readonly start_time: string
  readonly end_time: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

const MICROSECONDS_PER_MS = 1_000

/** The span of an exchange that ends now. */
export function roundSpan(round: EndedRound, endMs: number, { traceId, spanId }: SpanIds): RoundSpan {
  const { peer, durationMs, mismatch, failure } = round
  return {
    name: 'gossip.round',
    trace_id: traceId,
    span_id: spanId,
    start_time: new Date(endMs - durationMs).toISOString(),
    end_time: new Date(endMs).toISOString(),
    attributes: {
      'peer.name': peer,
      'gossip.round_trip_ms': Math.round(durationMs * MICROSECONDS_PER_MS) / MICROSECONDS_PER_MS,
      ...(mismatch !== undefined && { 'gossip.mismatch': mismatch }),
      ...(failure !== undefined && { 'error.type': failure }),
    },
  }
}
