import { describe, expect, it } from '@jest/globals'
import { DeadlineExceededError } from '../../../src/base/errors.ts'
import { RegionUnreachableError } from '../../../src/regions/errors.ts'
import { Forwarder } from '../../../src/regions/io/forwarder.ts'
import type { IncomingAnswer, OutgoingRequest, StartAttempt } from '../../../src/regions/ports.ts'
import type { RegionInstance } from '../../../src/regions/region-instance.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { requestContext } from '../../support/request-context.ts'

const SESSION_ID = '550e8400-e29b-41d4-a716-446655440000'

const eu: RegionInstance = {
  region: 'eu',
  instance: 'default',
  baseUrl: 'http://eu:8081',
  intervalMs: 30_000,
  draining: false,
  liveness: 'available',
  lastSeenAtMs: 0,
}
const request: StartAttempt = {
  userId: 'ann',
  sessionId: SESSION_ID,
  sessionIdFrom: 'here',
  mayRepeat: false,
  preferredRegion: 'eu',
  earlierAttempts: 0,
}
const session = {
  session_id: SESSION_ID,
  user_id: 'ann',
  region: 'eu',
  started_at: '2026-01-01T00:00:00.000Z',
  status: 'active',
}
const problem = {
  type: 'urn:gamemesh:problem:invalid_request',
  title: 'The request is not valid',
  status: 400,
  detail: 'user_id must be a string',
  code: 'invalid_request',
  request_id: 'test-request',
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): IncomingAnswer {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  return {
    status,
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

async function forward(reply: IncomingAnswer | Error, change: Partial<StartAttempt> = {}) {
  const { runtime } = manualRuntime()
  const sent: OutgoingRequest[] = []
  const forwarder = new Forwarder(
    {
      async send(outgoing) {
        sent.push(outgoing)
        if (reply instanceof Error) throw reply
        return reply
      },
      close: async () => {},
    },
    'main',
  )
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b' }
  const result = await forwarder.forwardStart(
    eu,
    { ...request, ...change },
    { ...requestContext(runtime), trace },
  )
  return { result, outgoing: sent[0] }
}

describe('forwarding a start', () => {
  it('[FWD-7] carries request id, trace, session id, the time that is left and the mark of a forwarded request', async () => {
    const { outgoing } = await forward(json(201, session))
    expect(outgoing?.url).toBe('http://eu:8081/game/start')
    expect(JSON.parse(outgoing?.body ?? '')).toEqual({ user_id: 'ann', region: 'eu' })
    expect(outgoing?.headers).toEqual({
      'content-type': 'application/json',
      'x-request-id': 'test-request',
      'gamemesh-forwarded': 'main',
      'gamemesh-deadline-ms': '5000',
      'gamemesh-session-id': SESSION_ID,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
    })
  })

  it("[FWD-7] carries a client's own key instead of a session id", async () => {
    const { outgoing } = await forward(json(201, session), { idempotencyKey: 'k1' })
    expect(outgoing?.headers['idempotency-key']).toBe('k1')
    expect(outgoing?.headers).not.toHaveProperty('gamemesh-session-id')
  })

  it.each([200, 201] as const)('[FWD-8] accepts a session with status %d', async (status) => {
    const { result } = await forward(json(status, session))
    expect(result).toEqual({
      kind: 'answered',
      answer: { status, body: session, contentType: 'application/json' },
    })
  })

  it.each([400, 409] as const)(
    '[FWD-8] accepts a refusal with status %d, and passes on Retry-After',
    async (status) => {
      const { result } = await forward(
        json(status, { ...problem, status }, { 'retry-after': '3', 'x-evil': 'yes' }),
      )
      expect(result).toEqual({
        kind: 'answered',
        answer: {
          status,
          body: { ...problem, status },
          contentType: 'application/problem+json',
          retryAfter: '3',
        },
      })
    },
  )

  it.each([
    ['no JSON', json(201, 'garbage')],
    ['another type', { ...json(201, session), headers: { 'content-type': 'text/html' } }],
    ["another user's session", json(201, { ...session, user_id: 'bob' })],
    [
      'a session created under another id',
      json(201, { ...session, session_id: SESSION_ID.replace('5', '6') }),
    ],
    ['a missing key', json(201, { ...session, region: undefined })],
    ['a key too many', json(201, { ...session, admin: true })],
    ['a refusal that is no problem document', json(409, { oops: true })],
    ['a problem document about another status', json(409, problem)],
  ])('[FWD-8] refuses %s and counts it as a failure', async (_name, answer) => {
    const { result } = await forward(answer)
    expect(result).toMatchObject({ kind: 'failed', reason: 'invalid_answer', countsAsFailure: true })
  })

  it.each([302, 404, 500, 502, 503])('[FWD-8] takes status %d as a failure', async (status) => {
    const { result } = await forward(json(status, problem))
    expect(result).toMatchObject({ kind: 'failed', reason: 'refused', countsAsFailure: true })
  })

  it('[FWD-8] does not count it as a failure that a region has no room', async () => {
    const { result } = await forward(json(429, problem))
    expect(result).toMatchObject({ kind: 'failed', reason: 'full', countsAsFailure: false })
  })

  it('[FWD-8] tells unreachable from too slow', async () => {
    expect((await forward(new RegionUnreachableError('refused'))).result).toMatchObject({
      reason: 'unreachable',
    })
    expect((await forward(new DeadlineExceededError('slow'))).result).toMatchObject({ reason: 'timeout' })
  })
})
