import { afterEach, describe, expect, it, jest } from '@jest/globals'
import type { Transport } from '../../src/gossip/transport/transport.ts'
import { TestNode, frameOf } from './gossip-transport/test-node.ts'

jest.setTimeout(30_000)

export interface TransportWorld {
  /** A transport of its own address, that does not listen yet. */
  readonly make: (bounds?: QueueBounds) => Transport
  /** An address that nobody is at. */
  readonly nobody: () => Promise<string>
}

export interface QueueBounds {
  readonly maxQueuedFrames: number
  readonly maxQueuedBytes: number
}

const LARGEST_TEXT = 65_536 - 12

/** What every transport does. `open` gives a world of its own to each test. */
export function describeTransport(name: string, open: () => TransportWorld): void {
  describe(`${name} transport`, () => {
    let nodes: TestNode[] = []
    let world = open()

    const node = async (bounds?: QueueBounds) => {
      const made = new TestNode(world.make(bounds))
      nodes.push(made)
      return made.listen()
    }
    const pair = async () => [await node(), await node()] as const

    afterEach(async () => {
      await Promise.all(nodes.map(({ transport }) => transport.close(1_000)))
      nodes = []
      world = open()
    })

    it('[TRANS-1] brings frames whole, in order, with the address that the sender advertises', async () => {
      const [a, b] = await pair()
      const texts = ['', 'x', 'y'.repeat(40_000), 'z'.repeat(LARGEST_TEXT), 'end']
      for (const text of texts) a.send(b, text)
      await b.until(() => b.received.length === texts.length)
      expect(b.texts).toEqual(texts)
      expect(new Set(b.received.map(({ from }) => from))).toEqual(new Set([a.address]))
    })

    it('[TRANS-1] brings answers to the address that a frame came from', async () => {
      const [a, b] = await pair()
      b.onFrame = (from, text) => b.send(from, `re: ${text}`)
      for (let index = 0; index < 50; index++) a.send(b, `${index}`)
      await a.got('re: 49')
      expect(a.texts).toEqual(Array.from({ length: 50 }, (_, index) => `re: ${index}`))
    })

    it('[TRANS-2] never delivers in the turn of the sending', async () => {
      const [a, b] = await pair()
      a.send(b, 'one')
      await b.got('one')
      a.send(b, 'two', 'probe')
      expect(b.texts).toEqual(['one'])
      await b.got('two')
    })

    it('[TRANS-3] lets probes overtake bulk that waits', async () => {
      const [a, b] = await pair()
      a.send(b, 'first')
      await b.got('first')
      for (const text of ['bulk 1', 'bulk 2']) a.send(b, text)
      for (const text of ['probe 1', 'probe 2']) a.send(b, text, 'probe')
      await b.got('bulk 2')
      expect(b.texts).toEqual(['first', 'probe 1', 'probe 2', 'bulk 1', 'bulk 2'])
    })

    it('[TRANS-4] bounds what waits for a peer: the oldest bulk goes first, and is counted', async () => {
      const a = await node({ maxQueuedFrames: 3, maxQueuedBytes: 1_000_000 })
      const b = await node()
      for (const text of ['bulk 1', 'bulk 2']) a.send(b, text)
      for (const text of ['probe 1', 'probe 2']) a.send(b, text, 'probe')
      await b.got('bulk 2')
      expect(b.texts).toEqual(['probe 1', 'probe 2', 'bulk 2'])
      expect(a.transport.counts.dropped).toEqual({ queue_full: 1 })
    })

    it('[TRANS-4] bounds the bytes that wait as well', async () => {
      const a = await node({ maxQueuedFrames: 100, maxQueuedBytes: 1_000 })
      const b = await node()
      for (let index = 0; index < 10; index++) a.send(b, `${index}`.padEnd(300))
      await b.until(() => b.received.length === 3)
      expect(b.texts.map((text) => text.trim())).toEqual(['7', '8', '9'])
      expect(a.transport.counts.dropped).toEqual({ queue_full: 7 })
    })

    it('[TRANS-5] tells at once that nobody is at an address, and goes on for others', async () => {
      const [a, b] = await pair()
      const nobody = await world.nobody()
      a.send(nobody, 'lost', 'probe')
      a.send(b, 'found')
      expect(a.unreachable).toEqual([])
      await Promise.all([a.until(() => a.unreachable.includes(nobody)), b.got('found')])
      expect(a.transport.counts.dropped).toEqual({ unreachable: 1 })
    })

    it('[TRANS-5] does not bring anything to itself', async () => {
      const [a] = await pair()
      a.send(a, 'me')
      await a.until(() => a.unreachable.length > 0)
      expect(a.unreachable).toEqual([a.address])
      expect(a.reasons).toEqual(['own_address'])
      expect(a.received).toEqual([])
    })

    it('[TRANS-6] refuses a frame above the limit, and counts it', async () => {
      const [a, b] = await pair()
      a.transport.send(b.address, frameOf('x'.repeat(LARGEST_TEXT + 1)), 'bulk')
      a.send(b, 'fits')
      await b.got('fits')
      expect(b.texts).toEqual(['fits'])
      expect(a.transport.counts.dropped).toEqual({ too_large: 1 })
    })

    it('[TRANS-7] forgets a dropped peer, and reaches it again when there is something new', async () => {
      const [a, b] = await pair()
      a.send(b, 'before')
      await b.got('before')
      a.transport.drop(b.address, 'test')
      a.send(b, 'after')
      await b.got('after')
      b.send(a, 'back')
      await a.got('back')
    })

    it('[TRANS-8] is silent once it is closed, and what was sent before still arrives', async () => {
      const [a, b] = await pair()
      a.send(b, 'hello')
      await b.got('hello')
      a.send(b, 'last words')
      const closing = a.transport.close(5_000)
      a.send(b, 'too late')
      b.send(a, 'unheard')
      await Promise.all([closing, a.transport.close(5_000), b.got('last words')])
      expect(b.texts).toEqual(['hello', 'last words'])
      expect(a.received).toEqual([])
      expect(a.transport.counts.dropped['closed']).toBe(1)
      b.send(a, 'nobody there')
      await b.until(() => b.unreachable.includes(a.address))
    })

    it('[TRANS-9] carries between many at once', async () => {
      const many = await Promise.all(Array.from({ length: 8 }, () => node()))
      for (const from of many) for (const to of many) if (from !== to) from.send(to, `from ${from.address}`)
      await Promise.all(many.map((one) => one.until(() => one.received.length === many.length - 1)))
      for (const { received } of many) {
        expect(received.every(({ from, text }) => text === `from ${from}`)).toBe(true)
        expect(new Set(received.map(({ from }) => from)).size).toBe(many.length - 1)
      }
    })

    it('[TRANS-10] counts what it has carried', async () => {
      const [a, b] = await pair()
      for (const text of ['1', '2', '3']) a.send(b, text)
      await b.got('3')
      expect(a.transport.counts).toMatchObject({ framesOut: 3, queuedFrames: 0, refused: {} })
      expect(b.transport.counts.framesIn).toBe(3)
      expect(b.transport.counts.bytesIn).toBeGreaterThanOrEqual(39)
    })
  })
}
