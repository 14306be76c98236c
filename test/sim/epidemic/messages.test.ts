import { describe, expect, it } from '@jest/globals'
import { type EpidemicOptions, STRATEGIES, TOPOLOGIES } from '../../../src/simulator/epidemic/options.ts'
import type { EpidemicReport, MessageType } from '../../../src/simulator/epidemic/report.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

interface Send {
  readonly atMs: number
  readonly from: number
  readonly to: number
  readonly broadcast: number
  readonly type: MessageType
  readonly hops: number
  readonly dropped: boolean
}

interface Delivery {
  readonly atMs: number
  readonly node: number
  readonly from: number
  readonly hops: number
}

function traced(options: EpidemicOptions): { report: EpidemicReport; sends: Send[]; deliveries: Delivery[] } {
  const sends: Send[] = []
  const deliveries: Delivery[] = []
  const report = runEpidemic(options, {
    message: (atMs, from, to, broadcast, type, hops, dropped) =>
      void sends.push({ atMs, from, to, broadcast, type, hops, dropped }),
    delivery: (atMs, node, from, _broadcast, hops) => void deliveries.push({ atMs, node, from, hops }),
  })
  return { report, sends, deliveries }
}

const isContent = ({ type }: Send) => type === 'update' || type === 'broadcast'
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

describe('the statistics', () => {
  for (const strategy of STRATEGIES)
    it(`[EPI-21] of ${strategy} add up: total = delivered + dropped = sum of rounds = sum of types`, () => {
      const { report, sends } = traced({
        strategy,
        nodes: 30,
        messages: 3,
        duplicate: 0.1,
        kills: [{ node: 9, atMs: 15 }],
        durationMs: 30_000,
      })
      expect(report.totalMessages).toBe(report.deliveredMessages + report.droppedMessages)
      expect(sum(report.messagesByRound)).toBe(report.totalMessages)
      expect(sum(Object.values(report.messagesByType))).toBe(report.totalMessages)
      expect(sum(report.duplicatesByRound)).toBe(report.duplicates)
      expect(sends).toHaveLength(report.totalMessages + report.undeliverable)
      expect(sends.filter(({ dropped }) => dropped)).toHaveLength(report.droppedMessages)
      expect(report.totalMessages).toBeGreaterThan(0)
    })

  it('[EPI-21] tell convergence time, rounds and hops, where messages went', () => {
    const { report, deliveries } = traced({ nodes: 50 })
    const arrivals = deliveries.filter(({ node, from }) => node !== from)
    expect(report.convergenceMs).toBe(Math.max(...deliveries.map(({ atMs }) => atMs)))
    expect(report.rounds).toBe(Math.ceil((report.convergenceMs ?? NaN) / 10))
    expect(report.averageHops).toBeCloseTo(sum(arrivals.map(({ hops }) => hops)) / 49, 2)
    expect(report.maxHops).toBe(Math.max(...arrivals.map(({ hops }) => hops)))
    const reachedIn = (round: number) => deliveries.filter(({ atMs }) => atMs <= 10 * round).length
    expect(report.coverageByRound).toEqual(report.coverageByRound.map((_, index) => reachedIn(index + 1)))
  })

  it('[EPI-27] count what is sent to a dead node as undeliverable, and as nothing else', () => {
    const { report, sends } = traced({ nodes: 3, fanout: 2, drop: 0, kills: [{ node: 2, atMs: 0 }] })
    const toDead = sends.filter(({ to }) => to === 2)
    expect(toDead.length).toBeGreaterThan(0)
    expect(report.undeliverable).toBe(toDead.length)
    expect(report.totalMessages).toBe(sends.length - toDead.length)
    expect(report.droppedMessages).toBe(0)
  })
})

describe('the network', () => {
  it('[EPI-26] delivers nothing at a loss of 1, and logs every send as dropped', () => {
    const { report, sends, deliveries } = traced({ drop: 1, durationMs: 2000 })
    expect(deliveries).toHaveLength(1)
    expect(sends.length).toBeGreaterThan(0)
    expect(sends.filter(({ dropped }) => !dropped)).toEqual([])
    expect(report).toMatchObject({ deliveredMessages: 0, reached: 1, droppedMessages: sends.length })
  })

  it('[EPI-26] loses nothing at 0', () => {
    const { report, sends } = traced({ drop: 0, nodes: 100 })
    expect(sends.filter(({ dropped }) => dropped)).toEqual([])
    expect(report.droppedMessages).toBe(0)
  })

  it('[EPI-26] doubles messages on demand; what comes twice counts once', () => {
    const { report, deliveries } = traced({ nodes: 100, duplicate: 1, drop: 0 })
    expect(report.networkCopies).toBe(report.totalMessages)
    expect(new Set(deliveries.map(({ node }) => node)).size).toBe(deliveries.length)
    expect(report.duplicates).toBeGreaterThan(report.totalMessages)
  })
})

describe('what a node passes on', () => {
  for (const strategy of STRATEGIES)
    it(`[EPI-23] by ${strategy} never goes straight back to where it came from`, () => {
      for (const topology of TOPOLOGIES) {
        if (topology !== 'full' && (strategy === 'chain' || strategy === 'tree')) continue
        const { sends, deliveries } = traced({
          strategy,
          topology,
          nodes: 20,
          bridges: 5,
          drop: 0.1,
          durationMs: 20_000,
        })
        const source = new Map(
          deliveries.filter(({ node, from }) => node !== from).map(({ node, from }) => [node, from]),
        )
        const back = sends.filter((send) => isContent(send) && source.get(send.from) === send.to)
        expect(back).toEqual([])
      }
    })

  it('[EPI-23] neither when it is repeated, in turn or at random', () => {
    for (const repeatTo of ['in-turn', 'random'] as const) {
      for (let seed = 1; seed <= 30; seed++) {
        const { sends, deliveries } = traced({ seed, nodes: 5, repeatTo, drop: 0.6 })
        const source = new Map(
          deliveries.filter(({ node, from }) => node !== from).map(({ node, from }) => [node, from]),
        )
        expect(sends.filter((send) => isContent(send) && source.get(send.from) === send.to)).toEqual([])
      }
    }
  })

  it('[EPI-5] goes to exactly `fanout` others at once, also if it has to leave somebody out', () => {
    for (const fanout of [1, 2, 3, 5, 8]) {
      const { sends, deliveries } = traced({ nodes: 10, fanout, strategy: 'relay-once', drop: 0 })
      for (const { node, atMs } of deliveries) {
        const passedOn = sends.filter((send) => send.from === node && send.atMs === atMs)
        // The run is over when the last one is reached: it need not pass anything on.
        if (passedOn.length === 0) continue
        expect(passedOn).toHaveLength(fanout)
        expect(new Set(passedOn.map(({ to }) => to)).size).toBe(fanout)
      }
      expect(sends.length).toBeGreaterThanOrEqual(fanout)
    }
  })

  it('[EPI-24] stops when its hops are used up; without any it stays where it began', () => {
    for (const strategy of STRATEGIES) {
      const none = traced({ strategy, ttl: 0, durationMs: 15_000 })
      expect(none.sends.filter(isContent)).toEqual([])
      expect(none.report.reached).toBe(1)
      const { sends, report } = traced({ strategy, ttl: 2, nodes: 40, durationMs: 15_000 })
      expect(Math.max(0, ...sends.map(({ hops }) => hops))).toBeLessThanOrEqual(2)
      expect(report.maxHops).toBeLessThanOrEqual(2)
    }
    expect(traced({ ttl: 2, nodes: 40 }).report.maxHops).toBe(2)
  })

  it('[EPI-25] ends in a cycle of three: what was seen is not passed on again', () => {
    for (const strategy of ['push', 'flood', 'relay-once', 'infect-and-die', 'rumour'] as const) {
      const { report, deliveries } = traced({
        strategy,
        topology: 'ring',
        nodes: 3,
        degree: 2,
        fanout: 2,
        drop: 0,
        repeatFanout: 0,
        antiEntropyMs: 0,
        durationMs: 86_400_000,
      })
      expect(deliveries).toHaveLength(3)
      expect(report.converged).toBe(true)
      expect(report.totalMessages).toBeLessThanOrEqual(6)
    }
  })

  it('[EPI-25] needs no lock: a node that passes on while it receives does not wait for itself', () => {
    expect(runEpidemic({ nodes: 2, fanout: 1, drop: 0 })).toMatchObject({ converged: true, totalMessages: 1 })
  })

  it('[EPI-43] is sent in so many rounds and no more', () => {
    for (const [maxRounds, most] of [
      [0, 0],
      [1, 3],
      [2, 4],
      [4, 6],
    ] as const) {
      const { sends } = traced({ nodes: 200, maxRounds, drop: 0, antiEntropyMs: 0, durationMs: 5000 })
      const perNode = new Map<number, number>()
      for (const { from } of sends) perNode.set(from, (perNode.get(from) ?? 0) + 1)
      expect(Math.max(0, ...perNode.values())).toBe(most)
    }
  })
})

describe('a trace', () => {
  it('[EPI-44] changes nothing about the run', () => {
    for (const strategy of STRATEGIES) {
      const options: EpidemicOptions = { strategy, nodes: 40, drop: 0.1, durationMs: 30_000 }
      expect(traced(options).report).toEqual(runEpidemic(options))
    }
  })

  it('[EPI-44] has for every send its moment, its two ends, the broadcast and whether it was dropped', () => {
    const { sends } = traced({})
    expect(sends[0]).toMatchObject({ atMs: 0, from: 0, broadcast: 0, type: 'broadcast', hops: 1 })
    expect(sends.map(({ atMs }) => atMs)).toEqual(sends.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
  })
})
