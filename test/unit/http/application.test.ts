import { beforeEach, describe, expect, it } from '@jest/globals'
import { InvariantError } from '../../../src/base/assert.ts'
import { within } from '../../../src/base/deadline.ts'
import { isError, OverloadedError } from '../../../src/base/errors.ts'
import { OutcomeUnknownError, StoreUnavailableError } from '../../../src/sessions/errors.ts'
import { fixture, JSON_HEADERS, post, REQUEST_TIMEOUT_MS, send, SESSION_ID, type Fixture } from './fixture.ts'

let main: Fixture
beforeEach(() => {
  main = fixture()
})

const start = (headers: Record<string, string> = {}) =>
  post(main.application, '/game/start', { user_id: 'u' }, headers)

describe('paths and methods', () => {
  it.each([
    '/nothing',
    '/game',
    '/game/start/',
    '/game//start',
    '//game/start',
    '/health/',
    '/HEALTH',
    '/game/../health',
    '/%2Fhealth',
    '/health%00',
    '/health#x',
    '/constructor',
    '/__proto__',
  ])('[HTTP-13] answers 404 at %s', async (target) => {
    const answer = await send(main.application, 'GET', target)
    expect([answer.status, answer.json['code']]).toEqual([404, 'not_found'])
  })

  it.each(['/%', '/game/%zz', '/game/sessions/%C3%28', '/%ff', '*', 'health', 'ftp://host/health'])(
    '[HTTP-13] answers 400 at the malformed target %s',
    async (target) => {
      const answer = await send(main.application, 'GET', target)
      expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
    },
  )

  it('[HTTP-13] answers 414 to a target that is too long', async () => {
    expect((await send(main.application, 'GET', `/${'a'.repeat(5_000)}`)).status).toBe(414)
    expect((await send(main.application, 'GET', `/health?${'a&'.repeat(5_000)}`)).status).toBe(414)
  })

  it.each(['/health', '/health?', '/%68ealth', 'http://any.host/health', 'HTTP://h:1/health?x=1'])(
    'finds the route at %s',
    async (target) => {
      expect((await send(main.application, 'GET', target)).body).toBe('{"status":"ok"}')
    },
  )

  it.each([
    ['GET', '/game/start', 'POST, OPTIONS'],
    ['PUT', '/game/exit', 'POST, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
    ['DELETE', `/game/sessions/${SESSION_ID}`, 'GET, HEAD, OPTIONS'],
    ['BREW', '/docs', 'GET, HEAD, OPTIONS'],
    ['get', '/health', 'GET, HEAD, OPTIONS'],
  ])('[HTTP-14] answers 405 with Allow to %s %s', async (method, target, allow) => {
    const answer = await send(main.application, method, target)
    expect([answer.status, answer.json['code'], answer.headers['allow']]).toEqual([
      405,
      'method_not_allowed',
      allow,
    ])
  })

  it('[HTTP-14] answers HEAD like GET, and OPTIONS with the methods', async () => {
    expect((await send(main.application, 'HEAD', '/health')).status).toBe(200)
    const options = await send(main.application, 'OPTIONS', '/game/start')
    expect([options.status, options.body, options.headers['allow']]).toEqual([204, '', 'POST, OPTIONS'])
  })
})

describe('request ids and trace context', () => {
  it('[HTTP-15] a well-formed X-Request-ID is echoed, logged, and travels on', async () => {
    const { headers } = await start({ 'x-request-id': 'client.id-1' })
    expect(headers['x-request-id']).toBe('client.id-1')
    expect(main.parts.starts[0]?.context.requestId).toBe('client.id-1')
    expect(main.lines).toEqual([expect.objectContaining({ message: 'request', request_id: 'client.id-1' })])
  })

  it.each(['', 'a b', 'a\nb', 'x'.repeat(129), 'ü', 'a, b', '<script>'])(
    '[HTTP-15] the malformed X-Request-ID %j is replaced by a new one',
    async (given) => {
      const { headers } = await start({ 'x-request-id': given })
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  it('[HTTP-15] problem documents carry the request id', async () => {
    const { json } = await send(main.application, 'GET', '/nothing', { headers: { 'x-request-id': 'r1' } })
    expect(json['request_id']).toBe('r1')
  })

  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

  it('[HTTP-16] well-formed trace context travels on', async () => {
    await start({ traceparent, tracestate: 'vendor=1' })
    expect(main.parts.starts[0]?.context.trace).toEqual({ traceparent, tracestate: 'vendor=1' })
  })

  it.each([
    [{ traceparent: traceparent.replace('00-', 'ff-') }],
    [{ traceparent: traceparent.toUpperCase() }],
    [{ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
    [{ traceparent: `${traceparent}, ${traceparent}` }],
    [{ tracestate: 'vendor=1' }],
  ])('[HTTP-16] malformed trace context is dropped: %j', async (headers) => {
    expect((await start(headers)).status).toBe(201)
    expect(main.parts.starts[0]?.context).not.toHaveProperty('trace')
  })

  it('[HTTP-16] a malformed tracestate does not take the traceparent with it', async () => {
    await start({ traceparent, tracestate: 'ü' })
    expect(main.parts.starts[0]?.context.trace).toEqual({ traceparent })
  })
})

describe('deadlines', () => {
  it.each([
    ['no header', {}, REQUEST_TIMEOUT_MS],
    [
      'a forwarded request with less time',
      { 'gamemesh-forwarded': 'main', 'gamemesh-deadline-ms': '250' },
      250,
    ],
    [
      'a forwarded request with next to no time',
      { 'gamemesh-forwarded': 'main', 'gamemesh-deadline-ms': '1' },
      100,
    ],
    [
      'a forwarded request with more time',
      { 'gamemesh-forwarded': 'main', 'gamemesh-deadline-ms': '999999' },
      REQUEST_TIMEOUT_MS,
    ],
    ['a client that names a time', { 'gamemesh-deadline-ms': '250' }, REQUEST_TIMEOUT_MS],
    ['no time left', { 'gamemesh-forwarded': 'main', 'gamemesh-deadline-ms': '0' }, REQUEST_TIMEOUT_MS],
    ['nonsense', { 'gamemesh-forwarded': 'main', 'gamemesh-deadline-ms': '1e9' }, REQUEST_TIMEOUT_MS],
  ] as const)('[HTTP-17] %s: the answer is due in time', async (_what, headers, dueMs) => {
    let remainingMs = 0
    main.parts.startAnswer = async ({ context }) => {
      remainingMs = context.deadline.remainingMs()
      throw new OverloadedError('full')
    }
    await start(headers)
    expect(remainingMs).toBe(dueMs)
  })

  it('[HTTP-17] a start that is not decided in time gets 503 with Retry-After', async () => {
    main.parts.startAnswer = ({ context }) => within(context.deadline, 'the store', new Promise(() => {}))
    const pending = start()
    await main.advance(REQUEST_TIMEOUT_MS)
    const answer = await pending
    expect([answer.status, answer.json['code']]).toEqual([503, 'deadline_exceeded'])
    expect(answer.headers['retry-after']).toBe('1')
  })

  it('[HTTP-18] a client that goes away ends the waiting, and is logged as gone and not as a failure', async () => {
    let leave: () => void = () => {}
    main.parts.startAnswer = ({ context }) => {
      leave()
      return within(context.deadline, 'the store', new Promise(() => {}))
    }
    await send(main.application, 'POST', '/game/start', {
      headers: JSON_HEADERS,
      body: '{"user_id":"u"}',
      onClientGone: (gone) => {
        leave = gone
      },
    })
    expect(main.lines.map(({ level, message, status }) => [level, message, status])).toEqual([
      ['info', 'request', 499],
    ])
  })

  it('no timer of a finished request stays', async () => {
    let aborted = false
    main.parts.startAnswer = async ({ context }) => {
      context.deadline.signal.addEventListener('abort', () => (aborted = true))
      throw new OverloadedError('full')
    }
    await start()
    await main.advance(REQUEST_TIMEOUT_MS * 2)
    expect(aborted).toBe(false)
  })
})

describe('errors', () => {
  it('[HTTP-19] are RFC 9457 problem documents', async () => {
    const answer = await send(main.application, 'GET', '/nothing')
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json).toEqual({
      type: 'urn:gamemesh:problem:not_found',
      title: 'There is nothing at this path',
      status: 404,
      detail: 'there is nothing at this path',
      code: 'not_found',
      request_id: answer.headers['x-request-id'],
    })
  })

  it.each([
    ['store_unavailable', StoreUnavailableError],
    ['outcome_unknown', OutcomeUnknownError],
    ['overloaded', OverloadedError],
  ])('[HTTP-20] %s becomes 503 with Retry-After and shows no internals', async (code, FailureClass) => {
    const error = new FailureClass('10.0.0.1 failed')
    main.parts.startAnswer = () => Promise.reject(error)
    const answer = await start()
    expect([answer.status, answer.json['code']]).toEqual([503, code])
    expect(answer.headers['retry-after']).toMatch(/^\d+$/)
    expect(answer.body).not.toContain('10.0.0.1')
    expect(main.lines).toContainEqual(expect.objectContaining({ level: 'warn', code, error: error.message }))
  })

  it.each([
    ['a broken invariant', new InvariantError('secret state')],
    ['a bug', new TypeError('secret')],
    ['a thrown text', 'secret text'],
    ['undefined', undefined],
  ])(
    '[HTTP-21] a fault of ours (%s) becomes 500, is logged with its stack, and shows nothing',
    async (_what, fault) => {
      main.parts.startAnswer = () => Promise.reject(fault)
      const answer = await start()
      expect([answer.status, answer.json['code']]).toEqual([500, 'internal'])
      expect(answer.body).not.toContain('secret')
      const line = main.lines.find(({ level }) => level === 'error')
      expect(line?.['request_id']).toBe(answer.headers['x-request-id'])
      if (isError(fault)) expect(line?.['stack']).toContain('secret')
    },
  )
})

describe('what operators see', () => {
  it('[HTTP-22] one line per request, with the route’s template instead of the path', async () => {
    await send(main.application, 'GET', `/game/sessions/${SESSION_ID}?x=1`)
    expect(main.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        method: 'GET',
        path: '/game/sessions/{session_id}',
        status: 200,
        ms: 0,
        request_id: expect.any(String),
      },
    ])
  })

  it('[HTTP-22] probes that succeed are logged at debug level', async () => {
    await send(main.application, 'GET', '/health')
    await send(main.application, 'GET', '/ready')
    main.parts.checks = { store: 'no host answers' }
    await send(main.application, 'GET', '/ready')
    expect(main.lines.map(({ level }) => level)).toEqual(['debug', 'debug', 'info'])
  })

  it('[HTTP-22] counts requests under few names, whatever clients send', async () => {
    await send(main.application, 'GET', '/random/path/1')
    await send(main.application, 'PROPFIND', '/health')
    await start()
    expect(main.finished).toEqual([
      ['unmatched', 'GET', 404, 0],
      ['/health', 'other', 405, 0],
      ['/game/start', 'POST', 201, 0],
    ])
  })
})

describe('answers', () => {
  it('[HTTP-23] are never stored by caches nor sniffed', async () => {
    for (const target of ['/health', '/nothing', '/']) {
      const { headers } = await send(main.application, 'GET', target)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    }
  })
})
