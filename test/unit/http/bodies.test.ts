import { beforeEach, describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { problemDocument } from '../../../src/http/schema/problem.ts'
import { fixture, JSON_HEADERS, post, send, type Fixture } from './fixture.ts'

let main: Fixture
beforeEach(() => {
  main = fixture()
})

const postBytes = (body: Uint8Array | string, headers: Record<string, string> = JSON_HEADERS) =>
  send(main.application, 'POST', '/game/start', { headers, body })

describe('bodies', () => {
  it.each([
    ['no JSON', 'user_id=u'],
    ['half a document', '{"user_id":"u"'],
    ['two documents', '{"user_id":"u"}{}'],
    ['a trailing comma', '{"user_id":"u",}'],
    ['single quotes', "{'user_id':'u'}"],
    ['NaN', '{"user_id":NaN}'],
    ['blanks only', '  \n '],
    ['malformed UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
    ['an encoded surrogate', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['UTF-16', new Uint8Array(Buffer.from('{"user_id":"u"}', 'utf16le'))],
    ['NUL bytes', new Uint8Array(100)],
    ['gzip bytes', Uint8Array.of(0x1f, 0x8b, 8, 0, 0)],
  ])('[HTTP-24] refuses %s as invalid JSON', async (_what, body) => {
    const answer = await postBytes(body)
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_json'])
  })

  it.each(['null', 'true', '1', '"text"', '[]', '[{"user_id":"u"}]', ''])(
    '[HTTP-24] refuses %j, which is no JSON object',
    async (body) => {
      const answer = await postBytes(body)
      expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
    },
  )

  it.each(['['.repeat(8_000), `{"a":${'['.repeat(4_000)}${']'.repeat(4_000)},"user_id":"u"}`])(
    '[HTTP-24] refuses a body that is nested too deep',
    async (body) => {
      expect((await postBytes(body)).status).toBe(400)
    },
  )

  it('[HTTP-24] takes a byte order mark, escapes, duplicate keys (the last counts) and __proto__ for what they are', async () => {
    const body = '\ufeff{"user_id":"a","user_id":"\\u0062","__proto__":{"region":"us"},"constructor":1}'
    const answer = await postBytes(body)
    expect(answer.json).toMatchObject({ user_id: 'b', region: 'eu' })
    expect(({} as Record<string, unknown>)['region']).toBeUndefined()
  })

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json ; charset = utf-8;',
  ])('[HTTP-25] takes the Content-Type %j', async (type) => {
    expect((await postBytes('{"user_id":"u"}', { 'content-type': type })).status).toBe(201)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/jsonp',
    'application/json; a=b',
    '',
    ';',
  ])('[HTTP-25] answers 415 to the Content-Type %j', async (type) => {
    const answer = await postBytes('{"user_id":"u"}', { 'content-type': type })
    expect([answer.status, answer.json['code']]).toEqual([415, 'unsupported_media_type'])
  })

  it('[HTTP-25] answers 415 to a body without Content-Type, and 400 to no body at all', async () => {
    expect((await postBytes('{"user_id":"u"}', {})).status).toBe(415)
    expect((await postBytes('', {})).status).toBe(400)
  })

  it.each(['gzip', 'br', 'deflate', 'gzip, identity', 'nonsense'])(
    '[HTTP-25] answers 415 to the Content-Encoding %j',
    async (encoding) => {
      const answer = await postBytes('{"user_id":"u"}', { ...JSON_HEADERS, 'content-encoding': encoding })
      expect([answer.status, answer.json['code']]).toEqual([415, 'unsupported_encoding'])
    },
  )

  it('does not read the body of a request that it refuses anyway', async () => {
    const readBody = () => Promise.reject(new Error('read'))
    for (const target of ['/nothing', '/health']) {
      expect((await send(main.application, 'POST', target, { readBody })).status).toBeLessThan(500)
    }
    const headers = { 'content-type': 'text/plain' }
    expect((await send(main.application, 'POST', '/game/start', { headers, readBody })).status).toBe(415)
  })
})

describe('whatever a client sends', () => {
  const PATHS = ['/game/start', '/game/exit', '/api/regions/register']
  const KEYS = ['user_id', 'region', 'session_id', 'base_url', 'location', 'capacity', '__proto__']
  const jsonLike = fc.oneof(
    fc.json(),
    fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue()).map((value) => JSON.stringify(value)),
  )

  it('[HTTP-26] a body of any bytes or any JSON gets 2xx or a 4xx problem document', async () => {
    const body = fc.oneof(fc.uint8Array({ maxLength: 64 }), jsonLike)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), body, async (path, bytes) => {
        const answer = await send(main.application, 'POST', path, { headers: JSON_HEADERS, body: bytes })
        expectNoFault(answer)
      }),
      { numRuns: 500 },
    )
  })

  it('[HTTP-26] any method, target and header gets 2xx or a 4xx problem document', async () => {
    const method = fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS'), fc.string({ maxLength: 8 }))
    const piece = fc.oneof(
      fc.constantFrom(
        'game',
        'sessions',
        'start',
        '',
        '..',
        '%',
        '%00',
        '?',
        'user_id=a',
        'cursor=',
        '&',
        '#',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    const target = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`)
    const name = fc.constantFrom(
      'content-type',
      'content-encoding',
      'x-request-id',
      'idempotency-key',
      'gamemesh-forwarded',
      'gamemesh-session-id',
      'gamemesh-deadline-ms',
      'traceparent',
      '__proto__',
    )
    const headers = fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 40 }))
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.oneof(target, fc.string({ unit: 'binary' })),
        headers,
        async (...request) => {
          const [verb, where, extra] = request
          expectNoFault(
            await send(main.application, verb, where, { headers: { ...extra }, body: '{"user_id":"u"}' }),
          )
          expectNoFault(await post(main.application, '/game/start', { user_id: 'u' }, { ...extra }))
        },
      ),
      { numRuns: 500 },
    )
  })
})

function expectNoFault(answer: Awaited<ReturnType<typeof send>>): void {
  expect(answer.status).toBeLessThan(500)
  if (answer.status < 400) return
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(problemDocument.safeParse(answer.json)).toMatchObject({ success: true })
}
