import { OverloadedError } from '../base/errors.ts'
import type { RequestContext } from '../base/request-context.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { OutcomeUnknownError, StoreUnavailableError } from '../sessions/errors.ts'
import type { GameService } from '../sessions/game-service.ts'
import type { StartResult } from '../sessions/ports.ts'
import type { BreakerBoard } from './breaker-board.ts'
import { NoRegionError } from './errors.ts'
import { place } from './placement/place.ts'
import type { PlacementPolicy } from './placement/policy.ts'
import type {
  ForwardResult,
  PlacedStartRequest,
  RegionAnswer,
  RegionEvents,
  RegionGateway,
  StartAttempt,
} from './ports.ts'
import type { RegionInstance } from './region-instance.ts'
import type { RegionRegistry } from './registry.ts'

/** One start asks at most this many servers before main does it itself. */
export const MAX_FORWARD_ATTEMPTS = 5

export type StartAnswer =
  | { readonly kind: 'session'; readonly result: StartResult }
  /** A regional server's answer, to be passed on as it is. */
  | { readonly kind: 'relayed'; readonly answer: RegionAnswer }

export interface StartRouterParts {
  readonly registry: RegionRegistry
  readonly policy: PlacementPolicy
  readonly gateway: RegionGateway
  readonly breakers: BreakerBoard
  readonly events: RegionEvents
  readonly runtime: Runtime
  /** Runs the sessions that no region takes; absent when main accepts none (MAIN_ACCEPTS_SESSIONS=false). */
  readonly local: GameService | undefined
}

/**
 * How main serves a start: ask the regions in the order of the placement, each attempt with the same session id, so that
 * an attempt whose answer was lost is found and not done twice. A region's valid answer is final, also a refusal: another
 * region would repeat it.
 */
export class StartRouter {
  readonly #parts: StartRouterParts
  #turn = 0

  constructor(parts: StartRouterParts) {
    this.#parts = parts
  }

  async start(request: PlacedStartRequest, context: RequestContext): Promise<StartAnswer> {
    const { registry, policy, breakers, local } = this.#parts
    const { ranked } = place(registry.list(), policy, {
      turn: this.#turn++,
      ...(request.preferredRegion !== undefined && { preferredRegion: request.preferredRegion }),
    })
    let attempts = 0
    let mayHaveHappened = false
    for (const { instance, why } of ranked) {
      if (attempts === MAX_FORWARD_ATTEMPTS || context.deadline.expired) break
      if (!breakers.tryPass(instance)) continue
      const attempt = { ...request, earlierAttempts: attempts }
      attempts += 1
      const result = await this.#forward(instance, why, attempt, context)
      if (result.kind === 'answered') return { kind: 'relayed', answer: result.answer }
      mayHaveHappened ||= result.mayHaveHappened
    }
    context.deadline.throwIfExpired('placing the session')
    try {
      if (local) return { kind: 'session', result: await local.start(mayRepeat(request, attempts), context) }
      throw new NoRegionError(
        `no region can take the session: ${ranked.length} available, ${attempts} asked; see GET /api/regions`,
      )
    } catch (error) {
      throw mayHaveHappened && saysNothingHappened(error) ? doubtful(error) : error
    }
  }

  async #forward(
    target: RegionInstance,
    why: string,
    request: StartAttempt,
    context: RequestContext,
  ): Promise<ForwardResult> {
    const { gateway, breakers, events } = this.#parts
    const result = await this.#withinHalf(context, (attempt) =>
      gateway.forwardStart(target, request, attempt),
    )
    const { region, instance } = target
    if (result.kind === 'answered') {
      breakers.succeeded(target)
      events.startForwarded(region, 'answered')
      context.log.debug('start forwarded', {
        to_region: region,
        to_instance: instance,
        why,
        status: result.answer.status,
      })
      return result
    }
    if (result.countsAsFailure) breakers.failed(target)
    events.startForwarded(region, result.reason)
    context.log[hasCallerLeft(context) ? 'debug' : 'warn']('forwarding failed', {
      to_region: region,
      to_instance: instance,
      reason: result.reason,
      detail: result.detail,
    })
    return result
  }

  /** An attempt gets at most half of the time that is left, so that there is always time for another. */
  async #withinHalf<T>(
    context: RequestContext,
    attempt: (context: RequestContext) => Promise<T>,
  ): Promise<T> {
    const half = this.#parts.runtime.deadline(context.deadline.remainingMs() / 2)
    const giveUp = () => half.cancel('the client went away')
    context.deadline.signal.addEventListener('abort', giveUp, { once: true })
    try {
      return await attempt({ ...context, deadline: half })
    } finally {
      context.deadline.signal.removeEventListener('abort', giveUp)
      half.dispose()
    }
  }
}

/** Its deadline was called off before its time: that a forward broke off says nothing about the region. */
function hasCallerLeft({ deadline }: RequestContext): boolean {
  return deadline.expired && deadline.remainingMs() > 0
}

function mayRepeat(request: PlacedStartRequest, attempts: number): PlacedStartRequest {
  return attempts === 0 ? request : { ...request, mayRepeat: true }
}

/** A refusal by the rules is none of these: it judges what is there, whoever has put it there. */
function saysNothingHappened(error: unknown): boolean {
  return (
    error instanceof NoRegionError ||
    error instanceof StoreUnavailableError ||
    error instanceof OverloadedError
  )
}

/** True of what main did itself, and not of the region whose answer got lost. */
function doubtful(cause: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError('a region was asked and may have made the session', { cause })
}
