import { DeadlineExceededError, errorMessage } from '../../base/errors.ts'
import type { RequestContext } from '../../base/request-context.ts'
import {
  DEADLINE_HEADER,
  EARLIER_ATTEMPTS_HEADER,
  FORWARDED_HEADER,
  IDEMPOTENCY_KEY_HEADER,
  REQUEST_ID_HEADER,
  SESSION_ID_HEADER,
  TRACEPARENT_HEADER,
  TRACESTATE_HEADER,
} from '../../http/schema/headers.ts'
import { RegionUnreachableError } from '../errors.ts'
import type { ForwardResult, RegionClient, RegionGateway, StartAttempt } from '../ports.ts'
import type { RegionInstance } from '../region-instance.ts'
import { judgeStartAnswer } from './start-answer.ts'

/** A start's answer has some 300 bytes; what is longer than this is none. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Sends a start to a regional server and judges what comes back. */
export class Forwarder implements RegionGateway {
  readonly #client: RegionClient
  readonly #ownRegion: string

  constructor(client: RegionClient, ownRegion: string) {
    this.#client = client
    this.#ownRegion = ownRegion
  }

  async forwardStart(
    target: RegionInstance,
    request: StartAttempt,
    context: RequestContext,
  ): Promise<ForwardResult> {
    try {
      const answer = await this.#client.send({
        method: 'POST',
        url: `${target.baseUrl}/game/start`,
        headers: this.#headers(request, context),
        body: JSON.stringify({ user_id: request.userId, region: request.preferredRegion }),
        signal: context.deadline.signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      })
      return judgeStartAnswer(answer, request)
    } catch (error) {
      const reason = error instanceof DeadlineExceededError ? 'timeout' : 'unreachable'
      // A caller who left says nothing about the region.
      const countsAsFailure = reason === 'unreachable' || context.deadline.remainingMs() <= 0
      const mayHaveHappened = !(error instanceof RegionUnreachableError) || error.stateChanged === 'unknown'
      return { kind: 'failed', reason, detail: errorMessage(error), countsAsFailure, mayHaveHappened }
    }
  }

  #headers(request: StartAttempt, context: RequestContext): Record<string, string> {
    const { deadline, requestId, trace } = context
    return {
      'content-type': 'application/json',
      [REQUEST_ID_HEADER]: requestId,
      [FORWARDED_HEADER]: this.#ownRegion,
      [DEADLINE_HEADER]: String(Math.ceil(deadline.remainingMs())),
      ...(request.idempotencyKey === undefined
        ? { [SESSION_ID_HEADER]: request.sessionId }
        : { [IDEMPOTENCY_KEY_HEADER]: request.idempotencyKey }),
      ...(request.earlierAttempts > 0 && { [EARLIER_ATTEMPTS_HEADER]: String(request.earlierAttempts) }),
      ...(trace && { [TRACEPARENT_HEADER]: trace.traceparent }),
      ...(trace?.tracestate !== undefined && { [TRACESTATE_HEADER]: trace.tracestate }),
    }
  }
}
