import { describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import type { Runtime } from '../../../src/base/runtime-port.ts'
import type { RoundSpan } from '../../../src/gossip/sdk/round-span.ts'
import { FullExchange } from '../../../src/gossiper/full-exchange.ts'
import { type PeerAnswer, PeerError } from '../../../src/gossiper/peer-client.ts'
import { noGossiperEvents } from '../../../src/players/ports.ts'
import { traced } from '../../../src/server/gossiper-trace.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { plainBoard } from '../players/samples.ts'

const EMPTY: PeerAnswer = {
  status: 200,
  contentType: 'application/json',
  header: () => undefined,
  body: Buffer.from('{}'),
}

type Answering = (runtime: Runtime) => Promise<PeerAnswer>

async function rounds(count: number, answer: Answering, hook?: (span: RoundSpan) => void) {
  const { runtime, advance } = manualRuntime()
  const spans: RoundSpan[] = []
  const faults: string[] = []
  const log = { ...silentLogger, error: (message: string) => void faults.push(message) }
  const onSpan = hook ?? ((span: RoundSpan) => void spans.push(span))
  const told: string[] = []
  const metrics = {
    ...noGossiperEvents,
    exchanged: (peer: string) => void told.push(peer),
    exchangeFailed: (_peer: string, reason: string) => void told.push(reason),
  }
  const events = traced({ events: metrics, runtime, log, onSpan })
  const parts = {
    peers: ['a:1'],
    intervalMs: 1000,
    fanout: 1,
    board: plainBoard(),
    client: { post: () => answer(runtime) },
  }
  const exchange = new FullExchange({ ...parts, runtime, log, events })
  for (let round = 0; round < count; round++) {
    const ended = exchange.round()
    await advance(20)
    await ended
  }
  return { spans, faults, told }
}

describe('the trace hook of a gossiper', () => {
  it('[GSP-19] is told of each round as a span, with its length and whether it found a difference', async () => {
    const { spans, told } = await rounds(2, async () => EMPTY)
    expect(told).toEqual(['a:1', 'a:1'])
    expect(spans.map(({ name, attributes }) => ({ name, ...attributes }))).toEqual([
      { name: 'gossip.round', 'peer.name': 'a:1', 'gossip.round_trip_ms': 0, 'gossip.mismatch': false },
      { name: 'gossip.round', 'peer.name': 'a:1', 'gossip.round_trip_ms': 0, 'gossip.mismatch': false },
    ])
    const [one, two] = spans
    expect(one?.trace_id).toMatch(/^[0-9a-f]{32}$/)
    expect(one?.span_id).toMatch(/^[0-9a-f]{16}$/)
    expect(one?.trace_id).not.toBe(two?.trace_id)
    expect(one?.span_id).not.toBe(two?.span_id)
    expect(Date.parse(two?.start_time ?? '')).toBeGreaterThan(Date.parse(one?.end_time ?? ''))
  })

  it('[GSP-19] is told why a round failed, and how long it took', async () => {
    const { spans } = await rounds(1, async (runtime) => {
      await runtime.sleep(7)
      throw new PeerError('unreachable', 'ECONNREFUSED')
    })
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      { 'peer.name': 'a:1', 'gossip.round_trip_ms': 7, 'error.type': 'unreachable' },
    ])
  })

  it('[GSP-19] disturbs no gossip when it throws', async () => {
    const { told, faults } = await rounds(
      1,
      async () => EMPTY,
      () => {
        throw new Error('no collector')
      },
    )
    expect(told).toEqual(['a:1'])
    expect(faults).toEqual(['a trace hook failed'])
  })
})
