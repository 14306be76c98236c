import { describe, expect, it } from '@jest/globals'
import type { EpidemicOptions } from '../../../src/simulator/epidemic/options.ts'
import type { MessageType } from '../../../src/simulator/epidemic/report.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

/** The story of a run between few nodes, a line per message. */
function story(options: EpidemicOptions): string[] {
  const lines: string[] = []
  runEpidemic(
    { drop: 0, antiEntropyMs: 0, aligned: true, fanout: 1, ...options },
    {
      message: (atMs: number, from: number, to: number, broadcast: number, type: MessageType) =>
        void lines.push(`${atMs} ${from}>${to} ${type}${broadcast < 0 ? '' : ` ${broadcast}`}`),
    },
  )
  return lines
}

describe('pull', () => {
  it('[EPI-38] asks first, and gets only what is missing', () => {
    expect(story({ nodes: 2, strategy: 'pull' })).toEqual(['0 0>1 ping', '0 1>0 ping', '10 0>1 update 0'])
  })

  it('[EPI-38] gets nothing if nothing is missing', () => {
    const { messagesByType } = runEpidemic({
      nodes: 50,
      strategy: 'pull',
      drop: 0,
      fanout: 1,
      intervalMs: 20,
    })
    // Nobody asks again while an answer is on its way, so nobody gets one twice.
    expect(messagesByType.update).toBe(49)
  })
})

describe('push-pull', () => {
  it('[EPI-38] exchanges both ways: what one lacks is given, what the other lacks is wanted', () => {
    const lines = story({ nodes: 2, strategy: 'push-pull', messages: 2, origins: [0, 1], intervalMs: 1000 })
    // Both began at once, so there are two exchanges, and each is brought to its end.
    expect(lines).toEqual([
      '0 0>1 ping',
      '0 1>0 ping',
      '10 1>0 update 1',
      '10 0>1 update 0',
      '20 0>1 update 0',
      '20 1>0 update 1',
    ])
  })

  it('[EPI-38] asks for what it lacks when it is told', () => {
    const partitions = [{ fromMs: 0, untilMs: 5, groups: [[1]] }]
    const lines = story({
      nodes: 2,
      strategy: 'push-pull',
      intervalMs: 1000,
      partitions,
      durationMs: 1500,
      aligned: true,
    })
    expect(lines.slice(2, 5)).toEqual(['1000 0>1 ping', '1000 1>0 ping', '1010 1>0 ack'])
  })
})

describe('the extremes', () => {
  const plain = { nodes: 50, drop: 0, antiEntropyMs: 0 } as const

  it('[EPI-40] a broadcast to all takes one round and n - 1 messages of one node', () => {
    expect(runEpidemic({ ...plain, strategy: 'broadcast' })).toMatchObject({
      rounds: 1,
      totalMessages: 49,
      converged: true,
    })
  })

  it('[EPI-40] a chain takes n - 1 rounds', () => {
    expect(runEpidemic({ ...plain, strategy: 'chain', origins: [3] })).toMatchObject({
      rounds: 49,
      totalMessages: 49,
    })
  })

  it('[EPI-40] a flood sends nearly n x n', () => {
    const { totalMessages, converged } = runEpidemic({
      ...plain,
      nodes: 100,
      strategy: 'flood',
      latency: { kind: 'uniform', fromMs: 5, toMs: 15 },
    })
    expect(converged).toBe(true)
    expect(totalMessages).toBeGreaterThan(5000)
    expect(totalMessages).toBeLessThanOrEqual(99 * 99 + 99)
  })

  it('[EPI-40] a tree takes n - 1 messages and as many rounds as it is deep', () => {
    const { messagesByType, rounds } = runEpidemic({
      ...plain,
      nodes: 40,
      strategy: 'tree',
      intervalMs: 1000,
    })
    expect(messagesByType.update + messagesByType.broadcast).toBe(39)
    expect(rounds).toBe(3)
  })

  it('[EPI-40] anti-entropy alone leaves both sides of an exchange equal', () => {
    const lines = story({ nodes: 2, strategy: 'anti-entropy', antiEntropyMs: 10_000 })
    expect(lines.slice(0, 4)).toEqual(['0 0>1 ping', '0 1>0 ping', '10 1>0 ack', '10 0>1 update 0'])
  })
})

describe('networks that are not full', () => {
  for (const topology of [
    'ring',
    'grid',
    'random-regular',
    'small-world',
    'scale-free',
    'two-regions',
  ] as const)
    it(`[EPI-19] are covered by push as well: ${topology}`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        expect(runEpidemic({ seed, topology, nodes: 100 })).toMatchObject({ converged: true, reached: 100 })
      }
    })
})
