import type { RequestContext } from '../base/request-context.ts'
import type { StartRequest } from '../sessions/game-service.ts'
import type { RegionInstance } from './region-instance.ts'

/** A start as it came in: who, where they would like to play, and what makes it repeatable. */
export interface PlacedStartRequest extends StartRequest {
  readonly preferredRegion?: string
  /** The client's own key, if it sent one; it travels on so that the region derives the same session. */
  readonly idempotencyKey?: string
}

/** The same start as one server is asked for it. */
export interface StartAttempt extends PlacedStartRequest {
  /** How many servers were asked before; any of them may have carried it out. */
  readonly earlierAttempts: number
}

/** A region's answer that main passes on as it is: a session, or a refusal that another region would repeat. */
export interface RegionAnswer {
  readonly status: 200 | 201 | 400 | 409
  readonly body: unknown
  readonly contentType: 'application/json' | 'application/problem+json'
  readonly retryAfter?: string
}

export type ForwardResult =
  | { readonly kind: 'answered'; readonly answer: RegionAnswer }
  /**
   * `countsAsFailure` is false when the region works but has no room: its breaker stays as it is. `mayHaveHappened` is
   * true when the region may have made the session all the same.
   */
  | {
      readonly kind: 'failed'
      readonly reason: ForwardFailure
      readonly detail: string
      readonly countsAsFailure: boolean
      readonly mayHaveHappened: boolean
    }

export type ForwardFailure = 'unreachable' | 'timeout' | 'invalid_answer' | 'refused' | 'full' | 'stopped'

/** Sends one start to one regional server. Never rejects. */
export interface RegionGateway {
  forwardStart(target: RegionInstance, request: StartAttempt, context: RequestContext): Promise<ForwardResult>
}

/** What operators are told about regions. */
export interface RegionEvents {
  startForwarded(region: string, outcome: 'answered' | ForwardFailure): void
  breakerChanged(region: string, state: 'closed' | 'open' | 'half-open'): void
}

/** One request to another Gamemesh server, as bytes in and bytes out. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal
  /** An answer longer than this is cut off and counts as invalid. */
  readonly maxAnswerBytes: number
}

export interface IncomingAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The network between servers. Rejects with `RegionUnreachableError` or the signal's reason. */
export interface RegionClient {
  send(request: OutgoingRequest): Promise<IncomingAnswer>
  close(): Promise<void>
}
