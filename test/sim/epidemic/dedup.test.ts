import { describe, expect, it } from '@jest/globals'
import { Epidemic } from '../../../src/simulator/epidemic/epidemic.ts'
import type { EpidemicOptions } from '../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

function deliveries(options: EpidemicOptions): Map<string, number> {
  const counts = new Map<string, number>()
  const note = (node: number, broadcast: number) =>
    void counts.set(`${broadcast}/${node}`, (counts.get(`${broadcast}/${node}`) ?? 0) + 1)
  runEpidemic(options, { delivery: (_atMs, node, _from, broadcast) => note(node, broadcast) })
  return counts
}

describe('ids that are remembered', () => {
  it('[EPI-31] are forgotten after the retention, and all of them', () => {
    // Nobody can be reached behind the partition, so the run goes on.
    const partitions = [{ fromMs: 0, untilMs: 1000, groups: [[9]] }]
    const epidemic = new Epidemic({ partitions, dedupRetentionMs: 400, durationMs: 900 })
    epidemic.advance(300)
    expect(epidemic.rememberedIds()).toBe(9)
    epidemic.advance(900)
    expect(epidemic.rememberedIds()).toBe(0)
  })

  it('[EPI-31] are never forgotten while copies travel: nobody gets a message twice, however short the memory', () => {
    for (const dedupRetentionMs of [20, 60, 100, 400]) {
      for (const strategy of ['push', 'push-pull', 'rumour', 'tree', 'flood'] as const) {
        const counts = deliveries({
          strategy,
          nodes: 40,
          dedupRetentionMs,
          duplicate: 0.5,
          drop: 0.3,
          antiEntropyMs: 50,
          durationMs: 3000,
          latency: { kind: 'uniform', fromMs: 1, toMs: 90 },
        })
        expect(Math.max(...counts.values())).toBe(1)
      }
    }
  })

  it('[EPI-31] take their broadcast along: what is as old as the memory is neither sent nor accepted', () => {
    const sentAt: number[] = []
    const report = runEpidemic(
      { drop: 0.9, nodes: 50, dedupRetentionMs: 100, durationMs: 1000 },
      { message: (atMs, _from, _to, _broadcast, type) => void (type === 'ping' || sentAt.push(atMs)) },
    )
    expect(Math.max(...sentAt)).toBeLessThan(100)
    expect(report.converged).toBe(false)
  })

  it('[EPI-31] are remembered for an hour by default', () => {
    const epidemic = new Epidemic()
    expect(epidemic.settings.dedupRetentionMs).toBe(3_600_000)
  })

  it('[EPI-31] keep what comes twice from counting twice', () => {
    const counts = deliveries({ nodes: 100, messages: 5, duplicate: 1 })
    expect(counts.size).toBe(500)
    expect(new Set(counts.values())).toEqual(new Set([1]))
  })
})

describe('ids in Bloom filters', () => {
  const many: EpidemicOptions = {
    nodes: 60,
    messages: 400,
    messageEveryMs: 20,
    dedup: 'bloom',
    bloomIds: 100,
    antiEntropyMs: 1000,
    drop: 0.02,
  }

  it('[EPI-32] mistake at most the configured share of new ids, with filters that turn over', () => {
    const { bloom } = runEpidemic({ ...many, bloomFalsePositives: 0.01 })
    expect(bloom?.asked).toBeGreaterThan(20_000)
    expect((bloom?.falsePositives ?? Infinity) / (bloom?.asked ?? 1)).toBeLessThanOrEqual(0.01)
  })

  it('[EPI-32] do not keep a broadcast from anybody: exact versions repair what a filter swallowed', () => {
    const report = runEpidemic({ ...many, bloomFalsePositives: 0.3 })
    expect(report.bloom?.falsePositives).toBeGreaterThan(200)
    expect(report).toMatchObject({ converged: true, reached: 60 })
  })

  it('[EPI-32] without that repair would', () => {
    expect(
      runEpidemic({ ...many, bloomFalsePositives: 0.3, antiEntropyMs: 0, durationMs: 15_000 }).converged,
    ).toBe(false)
  })
})
