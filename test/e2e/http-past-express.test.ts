import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import { createApplication } from '../../src/http/application.ts'
import { MAX_BODY_BYTES } from '../../src/http/express-adapter.ts'
import { listen, type HttpServer } from '../../src/http/listen.ts'
import { serverRoutes } from '../../src/http/routes/server-routes.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import { FakeParts, SESSION_ID } from '../unit/http/fixture.ts'
import { Wire } from './http-wire.ts'

/**
 * The paths of starts and exits go around Express; with a `?` behind them they do not, and lead to the same routes. So each
 * request is sent both ways, and whatever differs is the doing of the way.
 */

const PATHS = { start: '/game/start', exit: '/game/exit' } as const
const BODIES = { start: '{"user_id":"u"}', exit: `{"session_id":"${SESSION_ID}"}` } as const
type Hot = keyof typeof PATHS

const HOST = 'Host: x'
const JSON_TYPE = 'Content-Type: application/json'

/** A request for `path`; `body` is sent with its length unless the headers say how it comes. */
interface Shape {
  readonly method?: string
  readonly headers?: readonly string[]
  readonly body?: string
  readonly version?: string
  /** The client ends its side of the connection behind the request. */
  readonly ends?: boolean
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'as it should be': {},
  ...byName('the method', ['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'FOO'], (method) => ({
    method,
  })),
  ...byName(
    'the type',
    ['text/plain', 'application/json; charset=latin1', 'application/JSON;charset=UTF-8', ''],
    (type) => ({ headers: [HOST, `Content-Type: ${type}`] }),
  ),
  'no type': { headers: [HOST] },
  ...byName('the encoding', ['gzip', 'identity', ''], (encoding) =>
    withHeaders(`Content-Encoding: ${encoding}`),
  ),
  'an empty body': { body: '' },
  ...byName('the body', ['{', '[]', 'null', '{}', '{"__proto__":{"user_id":"u"}}', '\xff\xfe'], (body) => ({
    body,
  })),
  'a deep body': { body: `${'['.repeat(5_000)}${']'.repeat(5_000)}` },
  'a body that is too long': { body: 'x'.repeat(MAX_BODY_BYTES + 1) },
  'a body that ends early': { headers: [HOST, JSON_TYPE, 'Content-Length: 500'], ends: true },
  'no length': { headers: [HOST, JSON_TYPE, 'Content-Length: 0'], body: '' },
  'two lengths': withHeaders('Content-Length: 1', 'Content-Length: 2'),
  'a length and chunks': withHeaders('Content-Length: 1', 'Transfer-Encoding: chunked'),
  chunks: { headers: [HOST, JSON_TYPE, 'Transfer-Encoding: chunked'], body: '2\r\n{}\r\n0\r\n\r\n' },
  'a compressed transfer': withHeaders('Transfer-Encoding: gzip, chunked'),
  'two keys': withHeaders('Idempotency-Key: a', 'Idempotency-Key: b'),
  ...byName('the key', ['a', '', ' ', 'a b', '\xe9', 'k'.repeat(256)], (key) =>
    withHeaders(`Idempotency-Key: ${key}`),
  ),
  ...byName('the expectation', ['100-continue', 'a miracle', ''], (expectation) =>
    withHeaders(`Expect: ${expectation}`),
  ),
  ...byName('the version', ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0'], (version) => ({ version })),
  'no Host': { headers: [JSON_TYPE] },
  'two Hosts': withHeaders('Host: y'),
  'an upgrade': withHeaders('Connection: Upgrade', 'Upgrade: websocket'),
  'a wish to close': withHeaders('Connection: close'),
  'a request id': withHeaders('X-Request-ID: r-1'),
  'a malformed request id': withHeaders('X-Request-ID: a b'),
  'forged marks': withHeaders(
    'gamemesh-forwarded: eu',
    'gamemesh-session-id: x',
    'gamemesh-earlier-attempts: -1',
  ),
  'a forged deadline': withHeaders('gamemesh-forwarded: eu', 'gamemesh-deadline-ms: 0'),
  'conditions and ranges': withHeaders('If-None-Match: *', 'Range: bytes=0-1', 'If-Modified-Since: x'),
  'the wish for a page': withHeaders('Accept: text/html', 'Accept-Encoding: gzip, br'),
}

function withHeaders(...more: string[]): Shape {
  return { headers: [HOST, JSON_TYPE, ...more] }
}

function byName(
  what: string,
  values: readonly string[],
  shape: (value: string) => Shape,
): Record<string, Shape> {
  return Object.fromEntries(
    values.map((value) => [`${what} ${JSON.stringify(value.slice(0, 40))}`, shape(value)]),
  )
}

function bytesOf(hot: Hot, path: string, shape: Shape): string {
  const { method = 'POST', headers = [HOST, JSON_TYPE], body = BODIES[hot], version = 'HTTP/1.1' } = shape
  const saysHow = headers.some((line) => /^(content-length|transfer-encoding):/i.test(line))
  const lines = saysHow ? headers : [...headers, `Content-Length: ${body.length}`]
  return `${method} ${path} ${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

let server: HttpServer

beforeAll(async () => {
  const runtime = systemRuntime()
  const routes = serverRoutes(new FakeParts().serverParts(runtime))
  const application = createApplication({ routes, runtime, log: silentLogger, requestTimeoutMs: 5_000 })
  server = await listen(application, { host: '127.0.0.1', port: 0, log: silentLogger })
})
afterAll(() => server.close(0))

/** The answer but for what is another in each answer. */
async function answerTo(request: string, ends = false): Promise<unknown> {
  const wire = new Wire(server.port).write(request)
  if (ends) wire.socket.end()
  const [answer] = await wire.answers()
  wire.socket.destroy()
  if (!answer) return undefined
  const { date: _date, 'x-request-id': id = '', ...headers } = answer.headers
  return {
    ...answer,
    headers: { ...headers, 'x-request-id': id === 'r-1' ? id : id.length },
    body: answer.body.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'),
  }
}

describe.each(['start', 'exit'] as const)('what games send all the time: %s', (hot) => {
  it.each(Object.entries(SHAPES))('[HTTP-41] is answered as through Express: %s', async (_what, shape) => {
    const direct = await answerTo(bytesOf(hot, PATHS[hot], shape), shape.ends)
    const through = await answerTo(bytesOf(hot, `${PATHS[hot]}?`, shape), shape.ends)
    expect(direct).toBeDefined()
    expect(direct).toEqual(through)
  })

  it.each(['', '?x', '?a=b&a=c', '?__proto__=1'])('[HTTP-41] is found with the query %j', async (query) => {
    const answer = await answerTo(bytesOf(hot, `${PATHS[hot]}${query}`, {}))
    expect(answer).toMatchObject({ status: hot === 'start' ? 201 : 200 })
  })

  it('[HTTP-41] is found in absolute form and percent-encoded', async () => {
    for (const path of [`http://elsewhere.example${PATHS[hot]}`, PATHS[hot].replace('/game/', '/%67ame/')]) {
      expect(await answerTo(bytesOf(hot, path, {}))).toMatchObject({ status: hot === 'start' ? 201 : 200 })
    }
  })

  it('[HTTP-41] is not found under names that only resemble it', async () => {
    const path = PATHS[hot]
    for (const other of [
      `/${path}`,
      `${path}/`,
      path.toUpperCase(),
      `/.${path}`,
      `${path};a`,
      `/docs/..${path}`,
    ]) {
      expect(await answerTo(bytesOf(hot, other, {}))).toMatchObject({ status: 404 })
    }
  })
})
