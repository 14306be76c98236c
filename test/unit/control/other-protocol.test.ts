import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { judgeFirstBytes, sniff } from '../../../src/gossip/transport/other-protocol.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const opened: Array<() => unknown> = []

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** What the accepting side made of a connection, and the bytes that it then reads. */
async function judged(pieces: readonly string[], timeoutMs = 5_000): Promise<string> {
  const verdict = Promise.withResolvers<string>()
  const server = createServer((socket) => {
    opened.push(() => socket.destroy())
    const reading = (kind: string) => () => {
      let text = ''
      socket.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')))
      socket.on('end', () => verdict.resolve(`${kind}: ${text}`))
    }
    socket.once('close', () => verdict.resolve('closed'))
    sniff(socket, { timeoutMs, onHttp: reading('http'), onOther: reading('other') })
  }).listen(0, '127.0.0.1')
  opened.push(() => server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true)
  opened.push(() => client.destroy())
  client.on('error', () => {})
  for (const piece of pieces) {
    client.write(bytes(piece))
    // Each piece in a packet of its own, as far as that can be had.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (pieces.length > 0) client.end()
  return verdict.promise
}

describe('the first bytes of a connection', () => {
  it.each(['GET ', 'HEAD ', 'PUT ', 'POST ', 'DELETE ', 'PATCH ', 'OPTIONS '])(
    '[CTL-12] %s is HTTP',
    (method) => {
      expect(judgeFirstBytes(bytes(`${method}/members`))).toBe('http')
      for (let length = 0; length < method.length; length++) {
        expect(judgeFirstBytes(bytes(method.slice(0, length)))).toBe('unknown')
      }
    },
  )

  it.each(['GM', 'GMHI', 'GMx', '\u0016\u0003\u0001', 'get /', 'GETX', '\u0000'])(
    '[CTL-12] %j is not',
    (text) => {
      expect(judgeFirstBytes(bytes(text))).toBe('other')
    },
  )

  it('[CTL-12] however they are cut, whoever takes the connection reads all of them', async () => {
    const request = 'GET /members HTTP/1.1\r\n\r\n'
    expect(await judged([request])).toBe(`http: ${request}`)
    expect(await judged(request.split(''))).toBe(`http: ${request}`)
    expect(await judged('GMHI and so on'.split(''))).toBe('other: GMHI and so on')
    expect(await judged(['G', 'M', 'HI'])).toBe('other: GMHI')
  })

  it('[CTL-12] a connection that stays silent, or ends before it is clear, is closed', async () => {
    expect(await judged([], 20)).toBe('closed')
    expect(await judged(['GE'])).toBe('closed')
  })
})
