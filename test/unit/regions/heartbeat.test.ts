import { describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { Heartbeat } from '../../../src/regions/io/heartbeat.ts'
import { RegionUnreachableError } from '../../../src/regions/errors.ts'
import type { OutgoingRequest } from '../../../src/regions/ports.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

function newHeartbeat(intervalMs: number) {
  const { runtime, advance } = manualRuntime()
  const sent: { atMs: number; request: OutgoingRequest; body: Record<string, unknown> }[] = []
  const main = { up: true }
  const heartbeat = new Heartbeat({
    mainServerUrl: 'http://main:8080',
    describe: async () => ({
      region: 'eu',
      instance: 'default',
      baseUrl: 'http://eu:8081',
      intervalMs,
      draining: false,
    }),
    client: {
      async send(request) {
        sent.push({ atMs: runtime.monotonicNowMs(), request, body: JSON.parse(request.body ?? '{}') })
        if (!main.up) throw new RegionUnreachableError('connection refused')
        return { status: 200, headers: {}, body: '{}' }
      },
      close: async () => {},
    },
    runtime,
    log: silentLogger,
  })
  return { heartbeat, sent, main, advance }
}

describe('heartbeat', () => {
  it('[HBT-1] registers at once and again each interval, spread by a tenth', async () => {
    const { heartbeat, sent, advance } = newHeartbeat(30_000)
    heartbeat.start()
    await advance(301_000)
    expect(sent[0]?.atMs).toBe(0)
    expect(sent[0]?.request.url).toBe('http://main:8080/api/regions/register')
    expect(sent[0]?.body).toMatchObject({ region: 'eu', base_url: 'http://eu:8081', interval_seconds: 30 })
    const gaps = sent.slice(1).map(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0))
    expect(gaps.length).toBeGreaterThanOrEqual(9)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(27_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(33_000)
    expect(new Set(gaps).size).toBeGreaterThan(1)
  })

  it('[HBT-2] tries sooner while main is away, backs off, and never waits longer than an interval', async () => {
    const { heartbeat, sent, main, advance } = newHeartbeat(30_000)
    main.up = false
    heartbeat.start()
    await advance(120_000)
    const gaps = sent.slice(1).map(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0))
    expect(gaps[0]).toBeLessThanOrEqual(550)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(33_000)
    expect(gaps.slice(0, 5)).toEqual(gaps.slice(0, 5).toSorted((a, b) => a - b))
    main.up = true
    const before = sent.length
    await advance(33_000)
    expect(sent.length).toBeGreaterThan(before)
  })

  it('[HBT-3] says on the way out that it takes no more sessions', async () => {
    const { heartbeat, sent, advance } = newHeartbeat(30_000)
    heartbeat.start()
    await advance(1_000)
    const stopped = heartbeat.stop()
    await advance(1_000)
    await stopped
    expect(sent.map(({ body }) => body['draining'])).toEqual([false, true])
    await advance(120_000)
    expect(sent).toHaveLength(2)
  })
})
