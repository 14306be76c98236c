import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import { createApplication } from '../../src/http/application.ts'
import { MAX_BODY_BYTES } from '../../src/http/express-adapter.ts'
import { listen, type HttpServer, type ServerBounds } from '../../src/http/listen.ts'
import { serverRoutes } from '../../src/http/routes/server-routes.ts'
import { problemDocument } from '../../src/http/schema/problem.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import { FakeParts } from '../unit/http/fixture.ts'
import { parseAnswers, Wire, type WireAnswer } from './http-wire.ts'

/** Short, so that slow clients are cut off within the test's patience. */
const BOUNDS = { headersTimeoutMs: 300, requestTimeoutMs: 600, checkIntervalMs: 50, stalledMs: 2_000 }
/** No answer may take longer than this. */
const PATIENCE_MS = 4_000
const BODY = '{"user_id":"u"}'

async function serve(bounds: Partial<ServerBounds> = {}): Promise<{ server: HttpServer; parts: FakeParts }> {
  const parts = new FakeParts()
  const runtime = systemRuntime()
  const routes = serverRoutes(parts.serverParts(runtime))
  const application = createApplication({ routes, runtime, log: silentLogger, requestTimeoutMs: 5_000 })
  return {
    parts,
    server: await listen(application, {
      host: '127.0.0.1',
      port: 0,
      log: silentLogger,
      bounds: { ...BOUNDS, ...bounds },
    }),
  }
}

function expectProblem(answer: WireAnswer | undefined, status: number, code?: string): void {
  expect([answer?.status, answer?.headers['content-type']]).toEqual([status, 'application/problem+json'])
  const problem = problemDocument.parse(JSON.parse(answer?.body ?? ''))
  expect([problem.status, problem.request_id]).toEqual([status, answer?.headers['x-request-id']])
  if (code !== undefined) expect(problem.code).toBe(code)
}

let server: HttpServer
let parts: FakeParts
const wires: Wire[] = []

beforeAll(async () => {
  ;({ server, parts } = await serve())
})
afterEach(() => {
  for (const { socket } of wires.splice(0)) socket.destroy()
})
afterAll(() => server.close(0))

function wire(port = server.port): Wire {
  const made = new Wire(port)
  wires.push(made)
  return made
}

const start = (headers: string, body = BODY) =>
  `POST /game/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n${body}`
const startWithLength = (body = BODY) => start(`Content-Length: ${body.length}\r\n`, body)

describe('a request that is right', () => {
  it.each([
    ['as curl sends it', startWithLength()],
    ['in chunks', start('Transfer-Encoding: chunked\r\n', `f\r\n${BODY}\r\n0\r\n\r\n`)],
    [
      'in chunks with a trailer',
      start('Transfer-Encoding: Chunked\r\n', `f\r\n${BODY}\r\n0\r\nA: b\r\n\r\n`),
    ],
    ['with a wish to upgrade', start(`Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 15\r\n`)],
  ])('[HTTP-32] is answered: %s', async (_what, request) => {
    const [answer] = await wire().write(request).answers()
    expect(answer?.status).toBe(201)
    expect(answer?.headers).not.toHaveProperty('x-powered-by')
    expect(answer?.headers).not.toHaveProperty('etag')
  })

  it('[HTTP-32] is answered when it comes byte by byte', async () => {
    const connection = wire()
    for (const byte of startWithLength()) connection.write(byte)
    expect((await connection.answers())[0]?.status).toBe(201)
  })

  it('[HTTP-32] is answered after its client was told to go on (Expect: 100-continue)', async () => {
    const connection = wire().write(start('Expect: 100-continue\r\nContent-Length: 15\r\n', ''))
    await new Promise((resolve) => connection.socket.once('data', resolve))
    expect(connection.received).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect((await connection.write(BODY).answers())[0]?.status).toBe(201)
  })

  it('[HTTP-32] several on one connection are answered in order', async () => {
    const connection = wire().write(
      startWithLength(),
      'GET /health HTTP/1.1\r\nHost: x\r\n\r\n',
      startWithLength(),
    )
    expect((await connection.answers(3)).map(({ status }) => status)).toEqual([201, 200, 201])
  })

  it('HEAD gets the headers of GET and no body', async () => {
    const connection = wire().write('HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await connection.closed
    expect(connection.received).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: 15\r\n[\s\S]*\r\n\r\n$/i,
    )
  })

  it('[HTTP-30] the docs page finds its files here', async () => {
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'show.js', 'favicon-32x32.png']) {
      const response = await fetch(`http://127.0.0.1:${server.port}/docs/${file}`)
      expect([file, response.status, response.headers.get('x-content-type-options')]).toEqual([
        file,
        200,
        'nosniff',
      ])
      await response.arrayBuffer()
    }
  })

  it.each(['/docs/package.json', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/%', '/docs/'])(
    '[HTTP-30] nothing else of the docs’ package can be had: %s',
    async (path) => {
      const [answer] = await wire().write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).answers()
      expectProblem(answer, path.endsWith('%') ? 400 : 404)
    },
  )
})

describe('a request that is wrong', () => {
  const get = (target: string, headers = 'Host: x\r\n') => `GET ${target} HTTP/1.1\r\n${headers}\r\n`

  it.each<[string, string, number]>([
    ['no Host', get('/health', ''), 400],
    ['two Hosts', get('/health', 'Host: x\r\nhost: y\r\n'), 400],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['an unknown method', 'FOO /health HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a method that the path does not take', 'PROPFIND /health HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['CONNECT', 'CONNECT evil.example:25 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a blank in the target', get('/a b'), 400],
    ['NUL in the target', get('/a\0b'), 400],
    ['raw bytes in the target', get('/\xff\xfe'), 400],
    ['a malformed absolute target', get('http://[::bad/'), 400],
    ['bad percent-encoding', get('/%zz'), 400],
    ['a double slash', get('//health'), 404],
    ['a long target', get(`/${'a'.repeat(8_000)}`), 414],
    ['a header with a control character', get('/health', 'Host: x\r\nA: b\x01\r\n'), 400],
    ['a header without a colon', get('/health', 'Host: x\r\nnonsense\r\n'), 400],
    ['a folded header', get('/health', 'Host: x\r\nA: b\r\n c\r\n'), 400],
    ['a blank before a colon', get('/health', 'Host : x\r\n'), 400],
    ['a huge header', get('/health', `Host: x\r\nA: ${'b'.repeat(20_000)}\r\n`), 431],
    ['thousands of headers', get('/health', `Host: x\r\n${'A: b\r\n'.repeat(20_000)}`), 431],
    ['a length that is no number', start('Content-Length: many\r\n'), 400],
    ['a negative length', start('Content-Length: -1\r\n'), 400],
    ['two lengths', start('Content-Length: 15\r\nContent-Length: 16\r\n'), 400],
    ['a length and chunks', start('Content-Length: 15\r\nTransfer-Encoding: chunked\r\n'), 400],
    [
      'a compressed transfer',
      start('Transfer-Encoding: gzip, chunked\r\n', `f\r\n${BODY}\r\n0\r\n\r\n`),
      415,
    ],
    ['an unknown transfer', start('Transfer-Encoding: gzip\r\n'), 400],
    ['a malformed chunk', start('Transfer-Encoding: chunked\r\n', 'zz\r\n'), 400],
    ['a huge chunk size', start('Transfer-Encoding: chunked\r\n', 'fffffffffffffffffff\r\n'), 400],
    ['endless chunk extensions', start('Transfer-Encoding: chunked\r\n', `1;${'a'.repeat(40_000)}`), 413],
    ['an unknown expectation', start('Expect: the unexpected\r\nContent-Length: 15\r\n'), 417],
    ['an announced huge body', start('Content-Length: 99999999999\r\n', ''), 413],
    [
      'an announced huge body that waits',
      start('Expect: 100-continue\r\nContent-Length: 20000\r\n', ''),
      413,
    ],
    ['a body of another type', startWithLength().replace('application/json', 'text/xml'), 415],
  ])('[HTTP-33] gets a 4xx problem document: %s', async (_what, request, status) => {
    const [answer] = await wire().write(request).answers()
    expectProblem(answer, status)
  })

  it.each([
    ['just too long', 'Content-Length', 16],
    ['long', 'Content-Length', 500_000],
    ['too long to wait for', 'Content-Length', 3_000_000],
    ['just too long, in chunks,', 'Transfer-Encoding', 16],
    ['long, in chunks,', 'Transfer-Encoding', 500_000],
  ])('[HTTP-34] a body that is %s gets 413', async (_what, header, excess) => {
    const padding = 'a'.repeat(MAX_BODY_BYTES + excess)
    const request =
      header === 'Content-Length'
        ? start(`Content-Length: ${padding.length}\r\n`, padding)
        : start('Transfer-Encoding: chunked\r\n', `${padding.length.toString(16)}\r\n${padding}\r\n0\r\n\r\n`)
    expectProblem((await wire().write(request).answers())[0], 413, 'payload_too_large')
  })

  it('[HTTP-34] a body of exactly the limit is read', async () => {
    const body = BODY.padEnd(MAX_BODY_BYTES, ' ')
    expect((await wire().write(startWithLength(body)).answers())[0]?.status).toBe(201)
  })

  it('[HTTP-34] a body of endless chunks is cut off', async () => {
    const connection = wire().write(start('Transfer-Encoding: chunked\r\n', ''))
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`
    const more = () => {
      while (connection.socket.writable && connection.socket.write(chunk));
    }
    connection.socket.on('drain', more)
    more()
    await connection.closed
  })

  it('a body that nobody wants leaves the connection fit for the next request', async () => {
    const connection = wire().write(
      `POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`,
      'GET /health HTTP/1.1\r\nHost: x\r\n\r\n',
    )
    expect((await connection.answers(2)).map(({ status }) => status)).toEqual([404, 200])
  })

  it('[HTTP-33] random bytes never hang the server nor get a 5xx', async () => {
    const random = systemRuntime().random('hostile bytes')
    const rounds = Array.from({ length: 40 }, async (_, round) => {
      const garbage = Buffer.from(Array.from({ length: 200 }, () => Math.floor(random.next() * 256)))
      const connection = wire().write(
        round % 2 === 0 ? '' : 'POST /game/start HTTP/1.1\r\n',
        garbage,
        '\r\n\r\n',
      )
      for (const answer of await connection.answers()) expect(answer.status).toBeLessThan(500)
    })
    await Promise.all(rounds)
    expect((await wire().write(get('/health')).answers())[0]?.status).toBe(200)
  })
})

describe('a slow client', () => {
  it.each([
    ['sends nothing', ''],
    ['stops in the request line', 'GET /hea'],
    ['stops in the headers', 'GET /health HTTP/1.1\r\nHost: x\r\nA: '],
    ['stops in the body', start('Content-Length: 15\r\n', '{"user')],
    ['stops in a chunk', start('Transfer-Encoding: chunked\r\n', 'f\r\n{"user')],
    ['never goes on', start('Expect: 100-continue\r\nContent-Length: 15\r\n', '')],
    ['stops in a body that nobody wants', 'POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{'],
  ])(
    '[HTTP-35] that %s gets 408 and is cut off',
    async (_what, request) => {
      const connection = wire().write(request)
      const [answer] = await connection.answers()
      expectProblem(answer, 408, 'request_timeout')
      await connection.closed
    },
    PATIENCE_MS,
  )

  it(
    '[HTTP-35] that drips a byte at a time is cut off all the same',
    async () => {
      const connection = wire().write('GET /health HTTP/1.1\r\nHost: x\r\nA: ')
      const drip = setInterval(() => connection.write('a'), 20)
      await connection.closed
      clearInterval(drip)
      expectProblem(parseAnswers(connection.received)[0], 408)
    },
    PATIENCE_MS,
  )
})

describe('a client that goes away', () => {
  it('[HTTP-36] ends the waiting of its request', async () => {
    const reason = new Promise<unknown>((resolve) => {
      parts.startAnswer = ({ context }) =>
        new Promise((_resolve, reject) => {
          context.deadline.signal.addEventListener('abort', () => {
            resolve(context.deadline.signal.reason)
            reject(context.deadline.signal.reason as Error)
          })
          connection.socket.destroy()
        })
    })
    const connection = wire().write(startWithLength())
    expect(await reason).toMatchObject({ code: 'deadline_exceeded', message: 'the client went away' })
  })

  it('[HTTP-36] in the middle of its request leaves the server unharmed', async () => {
    for (const request of [
      start('Content-Length: 15\r\n', '{"user'),
      'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n',
    ]) {
      const { socket } = wire().write(request)
      await new Promise<void>((resolve) => socket.once('ready', resolve))
      socket.resetAndDestroy()
    }
    expect((await wire().write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n').answers())[0]?.status).toBe(200)
  })
})

describe('stopping', () => {
  /** A server with one start under way; `finish` lets it be answered. */
  async function busyServer() {
    const own = await serve()
    const answerAtOnce = own.parts.startAnswer
    let finish: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const begun = new Promise<void>((resolve) => {
      own.parts.startAnswer = async (call) => {
        resolve()
        await gate
        return answerAtOnce(call)
      }
    })
    const connection = wire(own.server.port).write(startWithLength())
    await begun
    return { server: own.server, connection, finish }
  }

  it('[HTTP-37] lets requests finish, says that the connection closes, and takes no new ones', async () => {
    const { server: stopping, connection, finish } = await busyServer()
    const silent = wire(stopping.port)
    await new Promise((resolve) => silent.socket.once('connect', resolve))
    const closed = stopping.close(PATIENCE_MS)
    await silent.closed
    const refused = wire(stopping.port)
    await refused.closed
    expect(refused.received).toBe('')
    finish()
    const [answer] = await connection.answers()
    expect([answer?.status, answer?.headers['connection']]).toEqual([201, 'close'])
    await closed
  })

  it('[HTTP-37] tells those who still wait at the bound that they wait in vain', async () => {
    const { server: stopping, connection, finish } = await busyServer()
    await stopping.close(50)
    expectProblem((await connection.answers())[0], 503, 'shutting_down')
    finish()
  })
})

describe('too many connections', () => {
  it('[HTTP-38] are closed at once, and the others are served on', async () => {
    const { server: full } = await serve({ maxConnections: 1 })
    const first = wire(full.port).write(startWithLength())
    await first.answers()
    const refused = wire(full.port)
    await refused.closed
    expect((await first.write(startWithLength()).answers(2)).map(({ status }) => status)).toEqual([201, 201])
    await full.close(0)
  })
})

describe('listening', () => {
  it('rejects when the port is taken', async () => {
    const application = createApplication({
      routes: [],
      runtime: systemRuntime(),
      log: silentLogger,
      requestTimeoutMs: 1_000,
    })
    await expect(
      listen(application, { host: '127.0.0.1', port: server.port, log: silentLogger }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
