import { describe, expect, it } from '@jest/globals'
import { DeadlineExceededError } from '../../../src/base/errors.ts'
import { silentLogger } from '../../../src/base/logger-port.ts'
import type { RequestContext } from '../../../src/base/request-context.ts'
import { BreakerBoard } from '../../../src/regions/breaker-board.ts'
import { FAILURES_UNTIL_OPEN } from '../../../src/regions/breaker.ts'
import { NoRegionError } from '../../../src/regions/errors.ts'
import { first } from '../../../src/regions/placement/first.ts'
import type { ForwardResult, PlacedStartRequest } from '../../../src/regions/ports.ts'
import { RegionRegistry } from '../../../src/regions/registry.ts'
import { StartRouter } from '../../../src/regions/start-router.ts'
import { GameService } from '../../../src/sessions/game-service.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { noSessionEvents, noStoreEvents } from '../../support/no-events.ts'
import { requestContext } from '../../support/request-context.ts'

type Answer = (request: PlacedStartRequest, context: RequestContext) => Promise<ForwardResult>

const created: ForwardResult = {
  kind: 'answered',
  answer: { status: 201, body: {}, contentType: 'application/json' },
}
const unreachable: ForwardResult = {
  kind: 'failed',
  reason: 'unreachable',
  detail: 'connection refused',
  countsAsFailure: true,
  mayHaveHappened: false,
}
const busy: ForwardResult = {
  kind: 'failed',
  reason: 'full',
  detail: '429',
  countsAsFailure: false,
  mayHaveHappened: false,
}

function newRouter(regions: Record<string, Answer>, { acceptsSessions = true } = {}) {
  const { runtime, advance } = manualRuntime()
  const asked: { region: string; sessionId: string; earlierAttempts: number; remainingMs: number }[] = []
  const events = {
    startForwarded: () => {},
    breakerChanged: () => {},
  }
  const store = new MemorySessionStore(new MemorySessionData(), DEFAULT_RULES, runtime, noStoreEvents)
  const registry = new RegionRegistry(runtime, 'main')
  for (const region of Object.keys(regions)) {
    registry.register({
      region,
      instance: 'default',
      baseUrl: `http://${region}`,
      intervalMs: 3_600_000,
      draining: false,
    })
  }
  const router = new StartRouter({
    registry,
    policy: first,
    gateway: {
      async forwardStart(target, request, context) {
        asked.push({
          region: target.region,
          sessionId: request.sessionId,
          earlierAttempts: request.earlierAttempts,
          remainingMs: context.deadline.remainingMs(),
        })
        return (await regions[target.region]?.(request, context)) ?? unreachable
      },
    },
    breakers: new BreakerBoard(runtime, events),
    events,
    runtime,
    local: acceptsSessions
      ? new GameService(store, runtime, 'main', { ...noSessionEvents, ...events })
      : undefined,
  })
  const start = (context = requestContext(runtime)) =>
    router.start(
      { userId: 'ann', sessionId: runtime.newId(), sessionIdFrom: 'here', mayRepeat: false },
      context,
    )
  return { start, asked, runtime, advance, regionsAsked: () => asked.map(({ region }) => region) }
}

describe('routing of starts', () => {
  it("[FWD-1] passes on the first region's valid answer and asks nobody else", async () => {
    const { start, regionsAsked } = newRouter({ eu: async () => created, us: async () => created })
    expect(await start()).toMatchObject({ kind: 'relayed', answer: { status: 201 } })
    expect(regionsAsked()).toEqual(['eu'])
  })

  it('[FWD-1] passes on a refusal too: another region would repeat it', async () => {
    const refusal: ForwardResult = {
      kind: 'answered',
      answer: { status: 409, body: {}, contentType: 'application/problem+json' },
    }
    const { start, regionsAsked } = newRouter({ eu: async () => refusal, us: async () => created })
    expect(await start()).toMatchObject({ answer: { status: 409 } })
    expect(regionsAsked()).toEqual(['eu'])
  })

  it('[FWD-2] asks the next region after a failure, with the same session id', async () => {
    const { start, asked, regionsAsked } = newRouter({ eu: async () => unreachable, us: async () => created })
    expect(await start()).toMatchObject({ kind: 'relayed' })
    expect(regionsAsked()).toEqual(['eu', 'us'])
    expect(new Set(asked.map(({ sessionId }) => sessionId)).size).toBe(1)
  })

  it('[FWD-3] runs the session on main when no region takes it', async () => {
    const { start } = newRouter({ eu: async () => unreachable })
    expect(await start()).toMatchObject({
      kind: 'session',
      result: { outcome: 'created', session: { region: 'main' } },
    })
  })

  it('[FWD-3] answers no_region when main accepts no sessions', async () => {
    const { start } = newRouter({ eu: async () => unreachable }, { acceptsSessions: false })
    await expect(start()).rejects.toThrow(NoRegionError)
  })

  it('[FWD-4] gives an attempt at most half of the time that is left', async () => {
    const hang: Answer = async (_request, { deadline }) => {
      await new Promise<void>((resolve) => {
        deadline.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return {
        kind: 'failed',
        reason: 'timeout',
        detail: 'no answer',
        countsAsFailure: true,
        mayHaveHappened: true,
      }
    }
    const { start, asked, runtime, advance } = newRouter({ a: hang, b: hang, c: async () => created })
    const answer = start(requestContext(runtime, 8_000))
    await advance(8_000)
    expect(await answer).toMatchObject({ kind: 'relayed' })
    expect(asked.map(({ remainingMs }) => remainingMs)).toEqual([4_000, 2_000, 1_000])
  })

  it('[FWD-5] leaves a server alone whose breaker is open, until its rest is over', async () => {
    const { start, asked, regionsAsked, advance } = newRouter({
      eu: async () => unreachable,
      us: async () => created,
    })
    for (let count = 0; count < FAILURES_UNTIL_OPEN; count++) await start()
    asked.length = 0
    await start()
    expect(regionsAsked()).toEqual(['us'])
    await advance(1_000)
    await start()
    expect(regionsAsked()).toEqual(['us', 'eu', 'us'])
  })

  it('[FWD-5] does not hold it against a server that it has no room', async () => {
    const { start, asked, regionsAsked } = newRouter({ eu: async () => busy, us: async () => created })
    for (let count = 0; count < 2 * FAILURES_UNTIL_OPEN; count++) await start()
    asked.length = 0
    await start()
    expect(regionsAsked()).toEqual(['eu', 'us'])
  })

  it('[FWD-6] gives up when the one who asked has gone', async () => {
    const { start, runtime, regionsAsked } = newRouter({
      eu: async () => unreachable,
      us: async () => created,
    })
    const context = requestContext(runtime)
    context.deadline.cancel('the client went away')
    await expect(start(context)).rejects.toThrow(DeadlineExceededError)
    expect(regionsAsked()).toEqual([])
  })

  it('[HTTP-18] warns of a forward that failed, and not of one that its caller broke off', async () => {
    const warnings: string[] = []
    const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    const failing: Answer = async () => unreachable
    const brokenOff: Answer = async (_request, { deadline }) => {
      await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve))
      return { ...busy, reason: 'timeout' }
    }
    const { start, runtime } = newRouter({ eu: failing })
    await start({ ...requestContext(runtime), log })
    expect(warnings).toEqual(['forwarding failed'])

    const left = newRouter({ eu: brokenOff })
    const context = { ...requestContext(left.runtime), log }
    const answer = left.start(context)
    context.deadline.cancel('the client went away')
    await expect(answer).rejects.toThrow(DeadlineExceededError)
    expect(warnings).toEqual(['forwarding failed'])
  })
})
