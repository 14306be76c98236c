import { beforeEach, describe, expect, it } from '@jest/globals'
import { ActiveSessionExistsError } from '../../../src/sessions/errors.ts'
import { sessionIdForKey } from '../../../src/sessions/session-id.ts'
import {
  activeSession,
  endedSession,
  EXPIRED_ID,
  fixture,
  post,
  send,
  SESSION_ID,
  type Fixture,
} from './fixture.ts'

let main: Fixture
beforeEach(() => {
  main = fixture()
})

describe('POST /game/start', () => {
  it('[HTTP-1] answers exactly the five keys, in their order, with 201 when this call created the session', async () => {
    const answer = await post(main.application, '/game/start', { user_id: 'user123' })
    expect(answer.status).toBe(201)
    expect(answer.body).toBe(
      `{"session_id":"${String(answer.json['session_id'])}","user_id":"user123","region":"eu",` +
        '"started_at":"2024-01-15T10:30:00.000Z","status":"active"}',
    )
    expect(answer.headers['content-type']).toBe('application/json')
  })

  it.each(['repeated', 'resumed'] as const)(
    '[HTTP-1] answers 200 when the session is %s',
    async (outcome) => {
      main.parts.startAnswer = async () => ({ kind: 'session', result: { outcome, session: activeSession } })
      expect((await post(main.application, '/game/start', { user_id: 'user123' })).status).toBe(200)
    },
  )

  it('[HTTP-1] shows a repeated start of an ended session with its status of now, in the same five keys', async () => {
    const session = endedSession('exited')
    main.parts.startAnswer = async () => ({ kind: 'session', result: { outcome: 'repeated', session } })
    const { status, json } = await post(main.application, '/game/start', { user_id: 'user123' })
    expect(status).toBe(200)
    expect(Object.keys(json)).toEqual(['session_id', 'user_id', 'region', 'started_at', 'status'])
    expect(json['status']).toBe('exited')
  })

  it('passes on the preferred region and nothing of the unknown fields', async () => {
    await post(main.application, '/game/start', {
      user_id: 'u',
      region: 'us',
      admin: true,
      session_id: SESSION_ID,
    })
    const [call] = main.parts.starts
    expect(call?.forwarded).toBe(false)
    expect(call?.request).toEqual({
      userId: 'u',
      preferredRegion: 'us',
      sessionId: call?.request.sessionId,
      sessionIdFrom: 'here',
      mayRepeat: false,
    })
  })

  it('[HTTP-2] derives the session id from user and Idempotency-Key, also in a forwarded start', async () => {
    const key = { 'idempotency-key': 'try-1' }
    await post(main.application, '/game/start', { user_id: 'u' }, key)
    await post(
      main.application,
      '/game/start',
      { user_id: 'u' },
      { ...key, 'gamemesh-forwarded': 'main', 'gamemesh-session-id': SESSION_ID },
    )
    const expected = {
      sessionId: sessionIdForKey('u', 'try-1'),
      sessionIdFrom: 'here',
      mayRepeat: true,
      idempotencyKey: 'try-1',
    }
    expect(main.parts.starts.map(({ request }) => request)).toEqual([
      { userId: 'u', ...expected },
      { userId: 'u', ...expected },
    ])
  })

  it.each(['', 'two words', 'naïve', 'x'.repeat(256), 'a, b'])(
    '[HTTP-2] refuses the Idempotency-Key %j',
    async (key) => {
      const answer = await post(main.application, '/game/start', { user_id: 'u' }, { 'idempotency-key': key })
      expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
      expect(main.parts.starts).toEqual([])
    },
  )

  it('[HTTP-3] takes gamemesh-session-id from a forwarded start only', async () => {
    const id = { 'gamemesh-session-id': SESSION_ID }
    await post(main.application, '/game/start', { user_id: 'u' }, { ...id, 'gamemesh-forwarded': 'main' })
    await post(main.application, '/game/start', { user_id: 'u' }, id)
    const [forwarded, direct] = main.parts.starts
    expect(forwarded?.forwarded).toBe(true)
    expect(forwarded?.request).toEqual({
      userId: 'u',
      sessionId: SESSION_ID,
      sessionIdFrom: 'elsewhere',
      mayRepeat: false,
    })
    expect(direct?.request.sessionId).not.toBe(SESSION_ID)
    expect(direct?.request.sessionIdFrom).toBe('here')
  })

  it('[HTTP-3] a forwarded start tells whether other servers were asked before; a direct one cannot', async () => {
    const earlier = { 'gamemesh-session-id': SESSION_ID, 'gamemesh-earlier-attempts': '1' }
    await post(
      main.application,
      '/game/start',
      { user_id: 'u' },
      { ...earlier, 'gamemesh-forwarded': 'main' },
    )
    await post(main.application, '/game/start', { user_id: 'u' }, earlier)
    expect(main.parts.starts.map(({ request }) => request.mayRepeat)).toEqual([true, false])
  })

  it('[HTTP-39] a start that the policy refuses names the session that is in the way', async () => {
    main.parts.startAnswer = () => Promise.reject(new ActiveSessionExistsError(activeSession))
    const answer = await post(main.application, '/game/start', { user_id: 'u' })
    expect(answer).toMatchObject({
      status: 409,
      json: { code: 'active_session_exists', session_id: SESSION_ID, region: activeSession.region },
    })
  })

  it('[HTTP-3] refuses a forwarded start whose session id is no UUID', async () => {
    const headers = { 'gamemesh-forwarded': 'main', 'gamemesh-session-id': 'x' }
    expect((await post(main.application, '/game/start', { user_id: 'u' }, headers)).status).toBe(400)
  })

  it("passes on a region's refusal with its type and Retry-After", async () => {
    const body = { code: 'session_id_taken' }
    main.parts.startAnswer = async () => ({
      kind: 'relayed',
      answer: { status: 409, body, contentType: 'application/problem+json', retryAfter: '7' },
    })
    const answer = await post(main.application, '/game/start', { user_id: 'u' })
    expect(answer).toMatchObject({ status: 409, json: body })
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '7' })
  })

  it.each([
    ['no user_id', {}],
    ['an empty user_id', { user_id: '' }],
    ['a user_id of 129 characters', { user_id: 'x'.repeat(129) }],
    ['a user_id of 129 characters of two code units', { user_id: '\u{1f600}'.repeat(129) }],
    ['a number as user_id', { user_id: 1 }],
    ['null as user_id', { user_id: null }],
    ['an array as user_id', { user_id: ['u'] }],
    ['NUL in user_id', { user_id: 'a\0b' }],
    ['a line break in user_id', { user_id: 'a\nb' }],
    ['half a surrogate pair in user_id', { user_id: 'a\ud800b' }],
    ['an upper-case region', { user_id: 'u', region: 'EU' }],
    ['an empty region', { user_id: 'u', region: '' }],
    ['a region of 33 characters', { user_id: 'u', region: 'x'.repeat(33) }],
    ['a region that is no text', { user_id: 'u', region: {} }],
    ['user_id only on the prototype', JSON.parse('{"__proto__":{"user_id":"u"}}')],
  ])('[HTTP-4] refuses %s and names the field', async (_what, body) => {
    const answer = await post(main.application, '/game/start', body)
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
    expect(answer.json['errors']).toEqual([
      { path: expect.stringMatching(/^(user_id|region)$/), message: expect.any(String) },
    ])
    expect(main.parts.starts).toEqual([])
  })

  it.each(['x'.repeat(128), ' ', 'пользователь', '🎮'.repeat(64), "'; DROP TABLE sessions; --", '__proto__'])(
    '[HTTP-4] takes the user_id %j',
    async (userId) => {
      const answer = await post(main.application, '/game/start', { user_id: userId })
      expect([answer.status, answer.json['user_id']]).toEqual([201, userId])
    },
  )
})

describe('POST /game/sessions/{session_id}/heartbeat', () => {
  const path = (sessionId: string) => `/game/sessions/${sessionId}/heartbeat`

  it('[HTTP-40] shows the session and when it is over without another one; a body is not needed', async () => {
    for (const body of [undefined, {}]) {
      const answer = await post(main.application, path(SESSION_ID.toUpperCase()), body)
      expect(answer).toMatchObject({ status: 200, json: { session_id: SESSION_ID, status: 'active' } })
      expect(answer.json['expires_at']).toBe('2024-01-15T10:31:00.000Z')
    }
  })

  it.each([
    [EXPIRED_ID, 409, 'session_ended'],
    [SESSION_ID.replace(/0$/, '9'), 404, 'session_not_found'],
    ['x', 400, 'invalid_request'],
  ])('[HTTP-40] %s: %d %s', async (sessionId, status, code) => {
    const answer = await post(main.application, path(sessionId), {})
    expect([answer.status, answer.json['code']]).toEqual([status, code])
  })

  it('[HTTP-14] takes POST only', async () => {
    const answer = await send(main.application, 'GET', path(SESSION_ID))
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST, OPTIONS'])
  })
})

describe('POST /game/exit', () => {
  it.each([
    [SESSION_ID, 'exited'],
    [SESSION_ID.toUpperCase(), 'exited'],
    [EXPIRED_ID, 'expired'],
  ])('[HTTP-5] answers exactly the four keys for %s, which has %s', async (sessionId, status) => {
    const answer = await post(main.application, '/game/exit', { session_id: sessionId })
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(
      `{"session_id":"${sessionId.toLowerCase()}","user_id":"user123",` +
        `"exited_at":"2024-01-15T10:35:00.000Z","status":"${status}"}`,
    )
  })

  it('[HTTP-6] answers 404 for a session that does not exist', async () => {
    const answer = await post(main.application, '/game/exit', { session_id: SESSION_ID.replace(/0$/, '9') })
    expect([answer.status, answer.json['code']]).toEqual([404, 'session_not_found'])
  })

  it.each([{}, { session_id: '' }, { session_id: 'x' }, { session_id: 5 }, { session_id: null }])(
    '[HTTP-6] answers 400 for the malformed body %j',
    async (body) => {
      expect((await post(main.application, '/game/exit', body)).status).toBe(400)
    },
  )
})

describe('GET /game/sessions/{session_id}', () => {
  it('[HTTP-7] shows an active session without exited_at', async () => {
    const { status, json } = await send(main.application, 'GET', `/game/sessions/${SESSION_ID}`)
    expect(status).toBe(200)
    expect(json).toEqual({
      session_id: SESSION_ID,
      user_id: 'user123',
      region: 'eu',
      started_at: '2024-01-15T10:30:00.000Z',
      status: 'active',
    })
  })

  it('[HTTP-7] shows when an ended session ended', async () => {
    const { json } = await send(main.application, 'GET', `/game/sessions/${EXPIRED_ID.toUpperCase()}`)
    expect(json).toMatchObject({ status: 'expired', exited_at: '2024-01-15T10:35:00.000Z' })
  })

  it.each([
    ['nonsense', 400],
    ['%00', 400],
    ['%2e%2e%2fhealth', 400],
    [SESSION_ID.replace(/0$/, '9'), 404],
    ['', 404],
  ])('answers for the id %j with %d', async (id, status) => {
    expect((await send(main.application, 'GET', `/game/sessions/${id}`)).status).toBe(status)
  })
})

function cursorAt(startedAt: string): string {
  return Buffer.from(`${startedAt}.${SESSION_ID}`).toString('base64url')
}

describe('GET /game/sessions', () => {
  const list = (query: string) => send(main.application, 'GET', `/game/sessions?${query}`)

  it('[HTTP-8] lists a user’s sessions, and its cursor leads to the next page', async () => {
    const first = await list('user_id=user123&status=expired&limit=2')
    expect(first.status).toBe(200)
    expect(first.json['sessions']).toHaveLength(2)
    await list(`user_id=user123&limit=2&cursor=${String(first.json['next_cursor'])}`)
    expect(main.parts.listQueries).toEqual([
      { userId: 'user123', status: 'expired', limit: 2 },
      {
        userId: 'user123',
        limit: 2,
        after: { startedAtMs: activeSession.startedAtMs, sessionId: EXPIRED_ID },
      },
    ])
  })

  it('[HTTP-8] lists a region’s active sessions for operators', async () => {
    const { json } = await list('region=eu&status=active')
    expect(main.parts.listQueries).toEqual([{ region: 'eu', limit: 50 }])
    expect(Object.keys(json)).toEqual(['sessions'])
  })

  it.each(['0', '253402300799999'])(
    '[HTTP-8] takes a cursor at every moment that a session may have: %s ms',
    async (ms) => {
      expect((await list(`user_id=a&cursor=${cursorAt(ms)}`)).status).toBe(200)
    },
  )

  it('reads percent-encoded and plus-encoded text', async () => {
    await list('user_id=%F0%9F%8E%AE+%26&ignored=1')
    expect(main.parts.listQueries).toEqual([{ userId: '🎮 &', limit: 50 }])
  })

  it.each([
    '',
    'user_id=',
    'user_id=a&region=eu&status=active',
    'region=eu',
    'region=eu&status=exited',
    'region=EU&status=active',
    'user_id=a&status=running',
    'user_id=a&limit=0',
    'user_id=a&limit=201',
    'user_id=a&limit=-1',
    'user_id=a&limit=1.5',
    'user_id=a&limit=1e2',
    'user_id=a&limit=',
    'user_id=a&limit=1&limit=2',
    'user_id=a&user_id=b',
    'user_id=a&user_id=b&user_id=c',
    'user_id[]=a',
    'user_id=a&cursor=garbage',
    'user_id=a&cursor=',
    `user_id=a&cursor=${'A'.repeat(1000)}`,
    `user_id=a&cursor=${cursorAt('1e3')}`,
    `user_id=a&cursor=${cursorAt('-1')}`,
    `region=eu&status=active&cursor=${cursorAt('-9007199254740991')}`,
    `user_id=a&cursor=${cursorAt('253402300800000')}`,
    `region=eu&status=active&cursor=${cursorAt('9007199254740991')}`,
    'user_id=%',
    'user_id=%zz',
    'user_id=%C3%28',
    'user_id=%ED%A0%80',
    'user_id=a%00b',
    '__proto__=a',
  ])('[HTTP-8] refuses the query %j', async (query) => {
    const answer = await list(query)
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
    expect(main.parts.listQueries).toEqual([])
  })
})
