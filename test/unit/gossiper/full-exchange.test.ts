import { describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { FullExchange, type PeerPort } from '../../../src/gossiper/full-exchange.ts'
import { type PeerAnswer, PeerError } from '../../../src/gossiper/peer-client.ts'
import { noGossiperEvents } from '../../../src/players/ports.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { NOON, keep, plainBoard } from '../players/samples.ts'

function answerOf(body: string, status = 200): PeerAnswer {
  return { status, contentType: 'application/json', header: () => undefined, body: Buffer.from(body) }
}

interface Options {
  readonly peers?: readonly string[]
  readonly fanout?: number
  readonly intervalMs?: number
  readonly post?: PeerPort['post']
}

function loop({ peers = ['a:1', 'b:1', 'c:1'], fanout = 1, intervalMs = 2000, post }: Options = {}) {
  const board = plainBoard()
  const manual = manualRuntime(3)
  const calls: Array<{ readonly peer: string; readonly atMs: number; readonly body: Uint8Array }> = []
  const failures: string[] = []
  const warnings: string[] = []
  const client: PeerPort = {
    post(peer, body, headers, deadlineMs) {
      calls.push({ peer, body, atMs: manual.runtime.monotonicNowMs() })
      return post ? post(peer, body, headers, deadlineMs) : Promise.resolve(answerOf('{}'))
    },
  }
  const exchange = new FullExchange({
    peers,
    intervalMs,
    fanout,
    board,
    client,
    runtime: manual.runtime,
    log: {
      ...silentLogger,
      warn: (message) => warnings.push(message),
      info: (message) => warnings.push(message),
    },
    events: { ...noGossiperEvents, exchangeFailed: (_peer, reason) => failures.push(reason) },
  })
  return { board, manual, calls, failures, warnings, exchange }
}

const countOf = (calls: readonly { readonly peer: string }[], peer: string) =>
  calls.filter((call) => call.peer === peer).length

describe('the exchange of full states', () => {
  it('[GSP-6] calls one random peer per interval, and each of them in the course of time', async () => {
    const { exchange, manual, calls } = loop()
    exchange.start()
    await manual.advance(60_000)
    expect(calls).toHaveLength(30)
    for (const peer of ['a:1', 'b:1', 'c:1']) expect(countOf(calls, peer)).toBeGreaterThan(3)
    const order = calls.map(({ peer }) => peer).join('')
    expect(order).not.toBe(order.slice(0, 9).repeat(10))
    const gaps = calls.slice(1).map(({ atMs }, index) => atMs - (calls[index]?.atMs ?? 0))
    expect(new Set(gaps.map(Math.round))).toEqual(new Set([2000]))
    await exchange.stop()
  })

  it('[GSP-6] calls as many different peers per interval as the fanout says', async () => {
    const { exchange, manual, calls } = loop({ fanout: 2, intervalMs: 500 })
    exchange.start()
    await manual.advance(5_000)
    expect(calls).toHaveLength(20)
    for (let index = 0; index < calls.length; index += 2)
      expect(calls[index]?.peer).not.toBe(calls[index + 1]?.peer)
    await exchange.stop()
  })

  it('[GSP-6] does nothing without peers', async () => {
    const { exchange, manual, calls, warnings } = loop({ peers: [] })
    exchange.start()
    await manual.advance(10_000)
    expect(calls).toEqual([])
    expect(warnings).toEqual([])
    await exchange.stop()
  })

  it('[GSP-4] leaves both sides with all that either had', async () => {
    const other = plainBoard('node2')
    other.update('theirs', keep(2n), NOON)
    const post: PeerPort['post'] = async (_peer, body) => {
      expect(other.merge(Buffer.from(body).toString(), NOON)).toMatchObject({ ok: true })
      return answerOf(other.text())
    }
    const { board, exchange } = loop({ post })
    board.restore('{"ours":{"score":1,"timestamp":1}}', NOON)
    // What the other one wrote is as old as this world's clock allows.
    other.restore('{"old":{"score":3,"timestamp":2}}', NOON)
    await exchange.round()
    expect(board.state('ours')).toBeDefined()
    expect(board.state('old')).toEqual({ score: 3n, timestamp: 2n })
    expect(other.state('ours')).toEqual({ score: 1n, timestamp: 1n })
  })

  it('[GSP-7] goes on with the others while one peer never answers', async () => {
    const post: PeerPort['post'] = (peer) =>
      peer === 'a:1' ? new Promise(() => {}) : Promise.resolve(answerOf('{}'))
    const { exchange, manual, calls } = loop({ post, peers: ['a:1', 'b:1'] })
    exchange.start()
    await manual.advance(60_000)
    expect(countOf(calls, 'a:1')).toBe(1)
    expect(countOf(calls, 'b:1')).toBe(29)
    await exchange.stop()
  })

  it('[GSP-7] counts failures, says nothing of them, and goes on', async () => {
    const post: PeerPort['post'] = () => Promise.reject(new PeerError('unreachable', 'ECONNREFUSED'))
    const { exchange, manual, failures, warnings } = loop({ post })
    exchange.start()
    await manual.advance(20_000)
    expect(failures).toEqual(Array.from({ length: 10 }, () => 'unreachable'))
    expect(warnings).toEqual([])
    await exchange.stop()
  })

  it('[GSP-7] says once that a peer refuses its state: that does not pass by itself', async () => {
    const { exchange, failures, warnings } = loop({ post: async () => answerOf('{"detail":"no"}', 401) })
    for (let round = 0; round < 9; round++) await exchange.round()
    expect(failures).toHaveLength(9)
    expect(warnings).toHaveLength(3)
  })

  it.each(['nonsense', '{"a":{"score":1,"timestamp":-1}}', '\u00ff'])(
    '[GSP-7] changes nothing when a peer answers %s',
    async (body) => {
      const { exchange, board, failures } = loop({ post: async () => answerOf(body) })
      await exchange.round()
      expect(failures).toEqual(['bad_answer'])
      expect(board.text()).toBe('{}')
    },
  )
})
