import { createServer } from 'node:net'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { encodeHello } from '../../../src/gossip/transport/hello.ts'
import { RawClient, STRANGER } from './raw-client.ts'
import { TcpNodes } from './tcp-nodes.ts'
import { type TestNode, eventually, frameOf } from './test-node.ts'

jest.setTimeout(30_000)

const nodes = new TcpNodes()
const clients: RawClient[] = []

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await nodes.close()
})

async function client(node: TestNode, localAddress?: string): Promise<RawClient> {
  const made = new RawClient(node.address, localAddress)
  clients.push(made)
  return made.connected()
}

/** A peer that behaves is heard, and answered. */
async function expectServed(node: TestNode, word = 'friend'): Promise<void> {
  const friend = await nodes.open()
  friend.send(node, word)
  await node.got(word)
  node.send(friend, 'welcome')
  await friend.got('welcome')
}

const LOCAL_STRANGERS = ['127.0.0.2', '127.0.0.3']

describe('a TCP node with hostile peers', () => {
  it('[TRANS-12] closes a connection on which nothing, or too little, is said', async () => {
    const node = await nodes.open({ limits: { helloTimeoutMs: 150 } })
    const silent = await client(node)
    const slow = await client(node)
    const hello = encodeHello(STRANGER)
    let at = 0
    const dripping = setInterval(() => slow.write(hello.subarray(at, ++at)), 10)
    await Promise.all([silent.closed, slow.closed])
    clearInterval(dripping)
    expect(at).toBeLessThan(hello.length)
    await eventually(() => node.transport.counts.refused['hello_timeout'] === 2)
    await expectServed(node)
  })

  it('[TRANS-13] closes on garbage, before and after the hello, with the reason', async () => {
    const node = await nodes.open()
    const says: ReadonlyArray<readonly [reason: string, hello: boolean, bytes: Uint8Array | string]> = [
      ['bad_hello', false, 'GET / HTTP/1.1\r\n\r\n'],
      ['bad_hello', false, Uint8Array.of(0)],
      ['bad_hello_address', false, encodeHello({ ...STRANGER, address: 'nowhere' })],
      ['bad_magic', true, 'GX'],
      ['bad_magic', true, 'garbage'],
      // A frame of 16 MB, by its header.
      ['too_long', true, Uint8Array.of(71, 77, 1, 1, 0, 255, 255, 255, 0, 0, 0, 0)],
    ]
    for (const [index, [reason, hello, bytes]] of says.entries()) {
      const hostile = await client(node)
      if (hello) hostile.greet({ instance: `i${index}` })
      hostile.write(bytes)
      await hostile.closed
      await node.until(() => node.faults.length === index + 1)
      expect(node.faults[index]).toBe(reason)
    }
    await expectServed(node)
    expect(node.texts).toEqual(['friend'])
  })

  it('[TRANS-13] outlives random bytes of any length', async () => {
    const node = await nodes.open({ limits: { helloTimeoutMs: 200 } })
    const random = seededStream(3, 'garbage')
    for (let round = 0; round < 10; round++) {
      const batch = await Promise.all(Array.from({ length: 20 }, () => client(node)))
      for (const [index, hostile] of batch.entries()) {
        if (index % 2 === 0)
          hostile.greet({ instance: `i${round}-${index}`, address: `127.0.0.1:${index + 1}` })
        hostile.write(Buffer.from(Array.from({ length: 200 * random.next() }, () => 256 * random.next())))
        hostile.socket.end()
      }
      await Promise.all(batch.map(({ closed }) => closed))
    }
    await eventually(() => node.transport.counts.links === 0)
    await expectServed(node)
  })

  it('[TRANS-15] keeps sockets for others when one address opens thousands', async () => {
    const node = await nodes.open({
      limits: { maxIncoming: 300, maxIncomingPerIp: 100, maxUnknownPerIp: 40, helloTimeoutMs: 60_000 },
    })
    for (const ip of LOCAL_STRANGERS) {
      for (let batch = 0; batch < 6; batch++) {
        await Promise.all(Array.from({ length: 100 }, () => client(node, ip)))
      }
    }
    await eventually(() => node.transport.counts.refused['too_many_unknown_links_of_ip'] === 1_120)
    expect(node.transport.counts.links).toBe(80)
    await expectServed(node)
    expect(node.transport.counts.links).toBe(81)
  })

  it('[TRANS-15] keeps links for others when one address introduces many', async () => {
    const node = await nodes.open({ limits: { maxIncomingPerIp: 30, maxUnknownPerIp: 10 } })
    const [ip] = LOCAL_STRANGERS
    for (let index = 0; index < 60; index++) {
      const hostile = await client(node, ip)
      hostile.greet({ address: `10.0.0.1:${index + 1}`, instance: `i${index}` })
      const open = Math.min(index + 1, 30)
      await eventually(() => node.transport.counts.links === open)
    }
    await eventually(() => node.transport.counts.refused['too_many_links_of_ip'] === 30)
    await expectServed(node)
  })

  it('[TRANS-14] does not read faster than the limit from a peer that floods, and serves others meanwhile', async () => {
    const limits = { framesInPerSecond: 1_000, framesInBurst: 100, bytesInPerSecond: 1e9, bytesInBurst: 1e9 }
    const node = await nodes.open({ limits })
    const hostile = await client(node)
    hostile.greet()
    const began = performance.now()
    // Frames of one chunk are all taken before the link rests, so the excess is less than a chunk.
    const flood = Buffer.concat(Array.from({ length: 1_000 }, () => frameOf('x'.repeat(60))))
    const pushing = setInterval(() => {
      while (hostile.write(flood)) if (hostile.socket.destroyed) break
    }, 1)
    await eventually(() => node.transport.counts.framesIn > 1_200)
    await expectServed(node)
    clearInterval(pushing)
    const seconds = (performance.now() - began) / 1000
    const perChunk = 65_536 / 72
    expect(node.transport.counts.framesIn).toBeLessThan(100 + 1_000 * seconds + 2 * perChunk)
  })

  it('[TRANS-14] bounds the bytes of a flood as well', async () => {
    const node = await nodes.open({ limits: { bytesInPerSecond: 200_000, bytesInBurst: 100_000 } })
    const hostile = await client(node)
    hostile.greet()
    const began = performance.now()
    const flood = frameOf('x'.repeat(60_000))
    const pushing = setInterval(() => {
      while (hostile.write(flood)) if (hostile.socket.destroyed) break
    }, 1)
    await eventually(() => node.transport.counts.bytesIn > 250_000)
    await expectServed(node)
    clearInterval(pushing)
    const seconds = (performance.now() - began) / 1000
    expect(node.transport.counts.bytesIn).toBeLessThan(100_000 + 200_000 * seconds + 3 * 65_536)
  })

  it('[TRANS-25] gives up a peer that does not read, and holds no more for it than the bound', async () => {
    const node = await nodes.open({ limits: { writeStallMs: 200, maxQueuedBytes: 1_000_000 } })
    const hostile = await client(node)
    hostile.socket.pause()
    hostile.greet({ address: '10.0.0.7:7000' })
    const friend = await nodes.open()
    hostile.write(frameOf('I am here'))
    await node.got('I am here')
    const bulk = 'x'.repeat(60_000)
    // More than the network takes by itself.
    const pushing = setInterval(() => {
      for (let index = 0; index < 10; index++) node.send('10.0.0.7:7000', bulk)
    }, 1)
    node.send(friend, 'not delayed')
    await friend.got('not delayed')
    await node.until(() => node.unreachable.includes('10.0.0.7:7000'))
    clearInterval(pushing)
    expect(node.reasons[0]).toBe('write_stalled')
    expect(node.transport.counts.queuedFrames).toBeLessThanOrEqual(Math.floor(1_000_000 / 60_000))
    expect(node.transport.counts.dropped['queue_full']).toBeGreaterThan(0)
  })

  it('[TRANS-3] sends a probe past bulk that waits for a slow reader', async () => {
    const node = await nodes.open()
    const slow = await client(node)
    slow.socket.pause()
    slow.greet({ address: '10.0.0.8:7000' })
    slow.write(frameOf('I am here'))
    await node.got('I am here')
    const bulk = 'x'.repeat(60_000)
    // Fill what the network takes by itself; from then on frames wait in the queue.
    while (node.transport.counts.queuedFrames < 20) {
      node.send('10.0.0.8:7000', bulk)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const sent = node.transport.counts.framesOut
    node.send('10.0.0.8:7000', 'PROBE', 'probe')
    const chunks: Buffer[] = []
    slow.socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
    slow.socket.resume()
    await eventually(() => Buffer.concat(chunks).includes('PROBE'))
    const before = Buffer.concat(chunks).indexOf('PROBE')
    // What the socket had taken, and at most one more.
    expect(before).toBeLessThan((sent + 1) * 60_012 + 300)
  })

  it('[TRANS-25] gives up a peer that does not answer the hello', async () => {
    const hostile = await nodes.open()
    const node = await nodes.open({ limits: { helloTimeoutMs: 100 } })
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const bound = silent.address()
    const address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
    node.send(address, 'x')
    node.send(hostile, 'others are not delayed')
    await hostile.got('others are not delayed')
    await node.until(() => node.unreachable.includes(address))
    expect(node.reasons).toEqual(['hello_timeout'])
    silent.close()
  })
})
