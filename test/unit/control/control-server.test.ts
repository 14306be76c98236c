import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ControlServer } from '../../../src/control/control-server.ts'
import {
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_LISTED_LENGTH,
  MAX_STREAMS,
  MAX_UNREAD_BYTES,
} from '../../../src/control/limits.ts'
import { FakeNode } from './fake-node.ts'

let node: FakeNode
let control: ControlServer
let faults: unknown[]
let server: Server
let port: number
const clients = new Set<Socket>()

beforeEach(async () => {
  node = new FakeNode()
  faults = []
  control = new ControlServer({
    node,
    access: { hostNames: [], openReads: false },
    onFault: (error) => faults.push(error),
  })
  server = createServer((socket) => control.take(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ;({ port } = server.address() as AddressInfo)
})

afterEach(async () => {
  for (const client of clients) client.destroy()
  clients.clear()
  await control.close(0)
  server.close()
})

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

async function ask(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': type } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: isJson ? JSON.parse(text) : text,
  }
}

/** Sends bytes and gives everything that comes back until the end. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  clients.add(socket)
  let received = ''
  socket.on('data', (chunk: string) => void (received += chunk)).on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return received
}

describe('the routes of a node', () => {
  it('[CTL-8] keys are put, read, listed and deleted as JSON; any key can be written in the path', async () => {
    const key = 'a/b c%'
    const path = `/keys/${encodeURIComponent(key)}`
    expect(await ask('PUT', path, { deep: [1, null] })).toMatchObject({ status: 200, body: { key } })
    expect((await ask('GET', path)).body).toEqual({ key, value: { deep: [1, null] } })
    expect((await ask('GET', '/keys?prefix=a%2Fb')).body).toMatchObject({ more: false, keys: [{ key }] })
    expect((await ask('GET', '/keys?prefix=b')).body).toEqual({ more: false, keys: [] })
    expect((await ask('DELETE', path)).status).toBe(204)
    expect(await ask('DELETE', path)).toMatchObject({ status: 404, body: { code: 'key_not_found' } })
    expect(await ask('GET', path)).toMatchObject({ status: 404, type: 'application/problem+json' })
  })

  it('[CTL-8] members, round trips, metrics, broadcasts, questions, metadata and leaving', async () => {
    expect((await ask('GET', '/members')).body).toMatchObject({
      members: [{ name: 'fake' }, { state: 'suspicious' }],
    })
    expect((await ask('GET', '/rtt')).body).toMatchObject({ round_trips: [{ name: 'other', rtt_ms: 3 }] })
    expect(await ask('GET', '/rtt?member=none')).toMatchObject({
      status: 404,
      body: { code: 'unknown_member' },
    })
    expect(await ask('GET', '/metrics')).toEqual({ status: 200, type: 'text/plain', body: 'a 1\n' })
    await ask('POST', '/broadcast', { name: 'n', payload: 1, ttl: 3 })
    const question = { name: 'q', to: 'other', timeout_ms: 9 }
    expect((await ask('POST', '/query', question)).body).toEqual({ answers: [], silent: ['other'] })
    expect((await ask('PATCH', '/metadata', { zone: 'eu' })).status).toBe(204)
    expect((await ask('POST', '/leave')).status).toBe(202)
    expect(node.sent).toEqual([
      ['n', 1, 3],
      { name: 'q', payload: null, to: ['other'], timeoutMs: 9 },
      { zone: 'eu' },
      'leave',
    ])
  })

  it.each<[string, string, unknown, number, string]>([
    ['GET', '/nothing', undefined, 404, 'not_found'],
    ['POST', '/members', undefined, 405, 'method_not_allowed'],
    ['GET', '/keys/%zz', undefined, 400, 'invalid_request'],
    ['PUT', '/keys/a', '{', 400, 'invalid_json'],
    ['PUT', '/keys/a', '9007199254740993', 400, 'invalid_request'],
    ['PUT', '/keys/a', '[1e999]', 400, 'invalid_request'],
    ['PUT', `/keys/${'k'.repeat(257)}`, 1, 400, 'invalid_request'],
    ['PUT', '/keys/a', 'x'.repeat(MAX_BODY_BYTES + 1), 413, 'payload_too_large'],
    ['GET', `/keys?prefix=${'p'.repeat(3000)}`, undefined, 414, 'uri_too_long'],
    ['POST', '/broadcast', { name: '' }, 400, 'invalid_request'],
    ['POST', '/broadcast', { name: 'n', ttl: 256 }, 400, 'invalid_request'],
    ['POST', '/broadcast', { name: 'n', extra: 1 }, 400, 'invalid_request'],
    ['POST', '/query', { name: 'n', to: [1] }, 400, 'invalid_request'],
    ['POST', '/query', { name: 'n', timeout_ms: 0 }, 400, 'invalid_request'],
    ['PATCH', '/metadata', [], 400, 'invalid_request'],
  ])('[CTL-9] %s %.20s with %.30j is a problem document', async (method, path, body, status, code) => {
    const answer = await ask(method, path, body)
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } })
    expect(faults).toEqual([])
  })

  it('[CTL-16] whole numbers come back with the digits with which they went in', async () => {
    for (const text of ['9007199254740992', '-9007199254740991', '1e3', '0.1', '18014398509481984'])
      expect(await ask('PUT', '/keys/a', text)).toMatchObject({ status: 200, body: { value: Number(text) } })
    const refused = await ask('PUT', '/keys/a', '{"n":18014398509481985}')
    expect(refused.body).toMatchObject({
      detail: '18014398509481985 has more digits than a number keeps here: write it as a text, in quotes',
    })
  })

  it('[CTL-9] names that JavaScript has for itself are keys and fields like others', async () => {
    const text = '{"__proto__":{"a":1},"toString":2}'
    expect((await ask('PUT', '/keys/__proto__', text)).status).toBe(200)
    expect(JSON.stringify((await ask('GET', '/keys/__proto__')).body)).toContain(text)
    expect((await ask('POST', '/broadcast', '{"__proto__":{"name":"n"}}')).status).toBe(400)
    expect({}).not.toHaveProperty('a')
  })

  it('[CTL-9] who hangs up in the midst of a body is no fault of the node', async () => {
    const head = 'PUT /keys/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    clients.add(socket)
    socket.write(`${head}Content-Length: 100\r\n\r\n1`, () => socket.resetAndDestroy())
    await once(socket, 'close')
    expect((await ask('GET', '/members')).status).toBe(200)
    expect(faults).toEqual([])
    const zipped = `${head}Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1`
    expect(await raw(zipped)).toMatch(/^HTTP\/1.1 415 /)
  })

  it('[CTL-9] another type of body is 415; a fault shows nothing; too much is 503', async () => {
    expect((await ask('PUT', '/keys/a', '1', 'text/plain')).status).toBe(415)
    const fault = await ask('GET', '/stats')
    expect(fault).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(JSON.stringify(fault)).not.toContain('secret detail')
    expect(faults).toHaveLength(1)
    node.isOverloaded = true
    expect(await ask('PUT', '/keys/a', 1)).toMatchObject({ status: 503, body: { code: 'overloaded' } })
  })

  it('[CTL-7] another host, or an origin, gets nothing', async () => {
    expect(await raw('GET /members HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /)
    const page = 'POST /leave HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n'
    expect(await raw(page)).toMatch(/^HTTP\/1.1 403 /)
    expect(node.sent).toEqual([])
  })
})

describe('the bounds of the control surface', () => {
  it('[CTL-10] each connection carries one request', async () => {
    const one = 'GET /members HTTP/1.1\r\nHost: localhost\r\n\r\n'
    expect((await raw(one + one)).match(/HTTP\/1.1 200/g)).toHaveLength(1)
  })

  it('[CTL-10] a list of keys ends when it has become long, and says so', async () => {
    for (let index = 0; index < 20; index++) node.values.set(`k${index}`, 'x'.repeat(MAX_LISTED_LENGTH / 10))
    const { body } = await ask('GET', '/keys')
    expect(body).toMatchObject({ more: true })
    expect(JSON.stringify(body).length).toBeLessThan(1.2 * MAX_LISTED_LENGTH)
  })

  it('[CTL-10] headers beyond the bound, and what is no HTTP, end the connection', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(MAX_HEADER_BYTES)}\r\n\r\n`)).toBe(
      '',
    )
    expect(await raw('GET / nonsense\r\n\r\n')).toBe('')
    expect((await ask('GET', '/members')).status).toBe(200)
  })

  it('[CTL-10] connections beyond the bound are closed at once, and there is room again afterwards', async () => {
    const silent = Array.from({ length: MAX_CONNECTIONS }, () =>
      connect(port, '127.0.0.1').on('error', () => {}),
    )
    for (const socket of silent) clients.add(socket)
    await Promise.all(silent.map((socket) => once(socket, 'connect')))
    await expect(ask('GET', '/members')).rejects.toThrow()
    for (const socket of silent) socket.destroy()
    await Promise.all(silent.map((socket) => once(socket, 'close')))
    let status = 0
    while (status !== 200)
      status = await ask('GET', '/members').then(
        (answer) => answer.status,
        () => 0,
      )
  })

  it('[CTL-11] streams begin with an empty line, have a bound, stop with their reader and end with the node', async () => {
    const open = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/watch`)
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      if (!reader) throw new Error('no body')
      return { status: response.status, reader, first: (await reader.read()).value }
    }
    const streams = []
    for (let count = 0; count < MAX_STREAMS; count++) streams.push(await open())
    expect(streams.map(({ status, first }) => [status, first])).toEqual(streams.map(() => [200, '\n']))
    expect((await ask('GET', '/events')).status).toBe(429)
    for (const watcher of node.watchers) watcher({ key: 'k', value: 1n })
    const [one, ...others] = streams
    expect((await one?.reader.read())?.value).toBe('{"key":"k","value":"1"}\n')
    await one?.reader.cancel()
    while (node.watchers.size === MAX_STREAMS) await new Promise((resolve) => setImmediate(resolve))
    const closing = control.close(5_000)
    for (const { reader } of others) while (!(await reader.read()).done);
    await closing
    expect(node.watchers.size).toBe(0)
  })

  it('[CTL-11] a reader who never reads is cut off, and what it has not read is dropped', async () => {
    const reader = connect(port, '127.0.0.1').on('error', () => {})
    clients.add(reader)
    reader.pause().write('GET /watch HTTP/1.1\r\nHost: localhost\r\n\r\n')
    while (node.watchers.size === 0) await new Promise((resolve) => setImmediate(resolve))
    const value = 'x'.repeat(MAX_UNREAD_BYTES / 16)
    let told = 0
    // What the operating system takes for it comes before what the node holds.
    for (; node.watchers.size > 0 && told < 1_024; told++) {
      for (const watcher of node.watchers) watcher({ key: 'k', value })
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(node.watchers.size).toBe(0)
    expect((await ask('GET', '/members')).status).toBe(200)
  })
})
