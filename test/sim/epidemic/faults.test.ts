import { describe, expect, it } from '@jest/globals'
import { Epidemic } from '../../../src/simulator/epidemic/epidemic.ts'
import { PRODUCTION_STRATEGIES } from '../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'
import { LAST_WRITER } from '../../../src/simulator/epidemic/values/merge-rules.ts'
import { NodeStates, haveConverged } from '../../../src/simulator/epidemic/values/node-states.ts'

const reachedBy = (epidemic: Epidemic, broadcast: number) =>
  [...epidemic.informedAt(broadcast)].flatMap((at, node) => (at >= 0 ? [node] : []))

describe('a partition', () => {
  for (const strategy of PRODUCTION_STRATEGIES)
    it(`[EPI-28] lets its groups go their own ways, each in agreement, and after it all agree again: ${strategy}`, () => {
      const epidemic = new Epidemic({
        strategy,
        nodes: 4,
        messages: 2,
        origins: [0, 3],
        partitions: [
          {
            fromMs: 0,
            untilMs: 3000,
            groups: [
              [0, 1],
              [2, 3],
            ],
          },
        ],
        antiEntropyMs: 500,
      })
      const states = () => {
        const nodes = new NodeStates(
          epidemic,
          [
            { key: 'x', value: 'left' },
            { key: 'x', value: 'right' },
          ],
          LAST_WRITER,
        )
        return [0, 1, 2, 3].map((node) => nodes.read(node))
      }
      epidemic.advance(2999)
      expect([reachedBy(epidemic, 0), reachedBy(epidemic, 1)]).toEqual([
        [0, 1],
        [2, 3],
      ])
      expect(states()).toEqual([{ x: 'left' }, { x: 'left' }, { x: 'right' }, { x: 'right' }])
      expect(haveConverged(states())).toBe(false)
      epidemic.advance(Infinity)
      expect(haveConverged(states())).toBe(true)
      expect(epidemic.report()).toMatchObject({ converged: true, reached: 4 })
      expect(epidemic.report().convergenceMs).toBeGreaterThan(3000)
    })

  it('[EPI-28] loses what is sent across it: such messages count as dropped', () => {
    const report = runEpidemic({
      drop: 0,
      partitions: [{ fromMs: 0, untilMs: 100, groups: [[0, 1, 2, 3, 4]] }],
    })
    expect(report.droppedMessages).toBeGreaterThan(0)
    expect(report.converged).toBe(true)
  })
})

describe('the death of a node', () => {
  it('[EPI-29] also that of the origin, does not stop a broadcast once its first messages are out', () => {
    for (const strategy of PRODUCTION_STRATEGIES) {
      for (let seed = 1; seed <= 50; seed++) {
        // By then those who act in rounds have acted.
        const kills = [{ node: 0, atMs: strategy === 'push' || strategy === 'tree' ? 11 : 60 }]
        const report = runEpidemic({ seed, strategy, nodes: 30, drop: 0, kills })
        expect(report).toMatchObject({ converged: true, reached: report.live })
      }
    }
  })

  it('[EPI-29] of any other one neither', () => {
    for (let node = 1; node < 10; node++) {
      expect(runEpidemic({ kills: [{ node, atMs: 12 }] })).toMatchObject({ converged: true, live: 9 })
    }
  })
})

describe('nodes that come and go', () => {
  it('[EPI-30] are counted, and whoever comes knows nothing and learns it', () => {
    const epidemic = new Epidemic({
      nodes: 50,
      churn: { leavesPerSecond: 100, joinsPerSecond: 100 },
      durationMs: 60_000,
    })
    epidemic.advance(Infinity)
    const report = epidemic.report()
    expect(report).toMatchObject({ converged: true, reached: report.live })
    expect(report.leaves).toBeGreaterThan(0)
    expect(report.live).toBe(50 - report.leaves + report.joins)
  })

  it('[EPI-30] never leave the network empty', () => {
    const report = runEpidemic({
      nodes: 20,
      drop: 1,
      churn: { leavesPerSecond: 1000, joinsPerSecond: 0 },
      durationMs: 2000,
    })
    expect(report).toMatchObject({ live: 1, leaves: 19 })
  })

  it('[EPI-30] do not keep a broadcast from converging in any of 1,000 seeds, unless it left with its origin', () => {
    let lost = 0
    for (let seed = 1; seed <= 1000; seed++) {
      const report = runEpidemic({ seed, nodes: 40, churn: { leavesPerSecond: 5, joinsPerSecond: 5 } })
      if (report.reached === 0) lost += 1
      else expect(report.converged).toBe(true)
    }
    expect(lost).toBeLessThan(5)
  })
})

describe('an epidemic that is watched step by step', () => {
  it('[EPI-42] takes the same course as one that is run at once', () => {
    const options = {
      nodes: 200,
      drop: 0.2,
      kills: [{ node: 5, atMs: 33 }],
      latency: { kind: 'exponential', meanMs: 12 },
    } as const
    const epidemic = new Epidemic(options)
    for (let ms = 0; !epidemic.isOver; ms += 1.7) epidemic.advance(ms)
    expect(epidemic.report()).toEqual(runEpidemic(options))
  })

  it('[EPI-42] shows at every moment who has been reached; the count never falls', () => {
    const epidemic = new Epidemic({ nodes: 100 })
    let before = 0
    for (let ms = 0; !epidemic.isOver; ms += 5) {
      epidemic.advance(ms)
      const { reached, nowMs, live } = epidemic.stats()
      expect(reached).toBe(reachedBy(epidemic, 0).length)
      expect(reached).toBeGreaterThanOrEqual(before)
      expect(nowMs).toBeLessThanOrEqual(ms)
      expect(live).toBe(100)
      before = reached
    }
    expect(epidemic.stats()).toMatchObject({ reached: 100, converged: true, inFlight: 0 })
  })

  it('[EPI-42] obeys the hand that cuts links and kills nodes', () => {
    const epidemic = new Epidemic({
      nodes: 4,
      topology: 'ring',
      degree: 2,
      drop: 0,
      antiEntropyMs: 100,
      durationMs: 10_000,
    })
    expect(epidemic.linksOf(0).toSorted((a, b) => a - b)).toEqual([1, 3])
    epidemic.cutLink(0, 1)
    epidemic.cutLink(2, 3)
    expect([epidemic.isCut(1, 0), epidemic.isCut(0, 3)]).toEqual([true, false])
    epidemic.advance(1000)
    expect(reachedBy(epidemic, 0)).toEqual([0, 3])
    epidemic.kill(1)
    expect(epidemic.isUp(1)).toBe(false)
    epidemic.mendLink(2, 3)
    epidemic.advance(3000)
    expect(epidemic.report()).toMatchObject({ converged: true, live: 3, reached: 3 })
  })

  it('[EPI-42] lets a node come back that knows nothing, and serves it', () => {
    const epidemic = new Epidemic({
      nodes: 5,
      drop: 0,
      partitions: [{ fromMs: 0, untilMs: 5000, groups: [[4]] }],
    })
    epidemic.advance(500)
    epidemic.kill(2)
    epidemic.advance(1000)
    epidemic.revive(2)
    expect(reachedBy(epidemic, 0)).not.toContain(2)
    epidemic.advance(2000)
    expect(reachedBy(epidemic, 0)).toEqual([0, 1, 2, 3])
    epidemic.advance(Infinity)
    const { coverageByRound, converged } = epidemic.report()
    expect(converged).toBe(true)
    expect(Math.max(...coverageByRound)).toBe(5)
  })

  it('[EPI-42] carries out at once what is done between two moments far apart', () => {
    const epidemic = new Epidemic({
      nodes: 3,
      topology: 'grid',
      drop: 0,
      strategy: 'broadcast',
      antiEntropyMs: 60_000,
      partitions: [{ fromMs: 0, untilMs: 80_000, groups: [[2]] }],
    })
    expect(epidemic.linksOf(1)).toEqual([0])
    epidemic.kill(1)
    epidemic.advance(500)
    epidemic.revive(1)
    epidemic.advance(519)
    expect(reachedBy(epidemic, 0)).toEqual([0])
    epidemic.advance(520)
    expect(reachedBy(epidemic, 0)).toEqual([0, 1])
  })
})
