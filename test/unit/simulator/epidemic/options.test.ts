import { describe, expect, it } from '@jest/globals'
import { OptionError } from '../../../../src/simulator/epidemic/option-error.ts'
import { TICKS_PER_MS } from '../../../../src/simulator/epidemic/options.ts'
import { checkEpidemicOptions, settingsOf } from '../../../../src/simulator/epidemic/settings.ts'

function refusal(options: object): string {
  try {
    checkEpidemicOptions(options)
  } catch (error) {
    if (error instanceof OptionError) return error.message
    throw error
  }
  return 'allowed'
}

describe('the options of an epidemic', () => {
  const refused: ReadonlyArray<readonly [options: object, message: string | RegExp]> = [
    [{ drop: 1.5 }, 'drop is 1.5; allowed: 0 to 1'],
    [{ drop: -0.1 }, 'drop is -0.1; allowed: 0 to 1'],
    [{ drop: NaN }, 'drop is NaN; allowed: 0 to 1'],
    [{ drop: '0.5' }, 'drop is 0.5; allowed: 0 to 1'],
    [{ nodes: 0 }, 'nodes is 0; allowed: whole numbers from 1 to 4000000'],
    [{ nodes: 2.5 }, 'nodes is 2.5; allowed: whole numbers from 1 to 4000000'],
    [{ nodes: 10, fanout: 11 }, 'fanout is 11; allowed: whole numbers from 1 to 10'],
    [{ fanout: 0 }, 'fanout is 0; allowed: whole numbers from 1 to 10'],
    [{ topology: 'star' }, /^topology is star; allowed: full, ring, grid, /],
    [{ strategy: 'shout' }, /^strategy is shout; allowed: push, pull, push-pull, /],
    [{ degree: 3 }, 'degree is 3; allowed: even numbers'],
    [{ latency: { kind: 'uniform', fromMs: 9, toMs: 1 } }, 'latency to is 1; allowed: 9 to 10000'],
    [{ latency: { kind: 'log-normal', medianMs: 5000, sigma: 2 } }, /^latency is .*; allowed: distributions/],
    [{ seed: 0.5 }, 'seed is 0.5; allowed: whole numbers'],
    [{ ttl: -1 }, /^ttl is -1; allowed: whole numbers from 0 to /],
    [
      { rumour: { feedback: 'feedback', stop: 'coin', k: 0 } },
      'rumour k is 0; allowed: whole numbers from 1 to 60',
    ],
    [{ durationMs: 0 }, /^durationMs is 0; allowed: /],
    [{ origins: [10] }, 'origins is node 10; allowed: nodes 0 to 9'],
    [{ kills: [{ node: 3, atMs: -1 }] }, /^moment of a kill is -1; allowed: 0 to /],
    [
      { partitions: [{ fromMs: 5, untilMs: 5, groups: [] }] },
      'end of a partition is 5; allowed: more than its beginning, 5',
    ],
    [
      { partitions: [{ fromMs: 0, untilMs: 5, groups: [[1], [1]] }] },
      'partitions is node 1 in two groups; allowed: each node in one group at most',
    ],
    [{ strategy: 'chain', topology: 'ring' }, 'topology is ring; allowed: full, with strategy chain'],
    [
      { strategy: 'anti-entropy', antiEntropyMs: 0 },
      'antiEntropyMs is 0; allowed: more than 0, with strategy anti-entropy',
    ],
    [{ strategy: 'flood', nodes: 100_000 }, /^nodes is 100000; allowed: 1 to \d+, with strategy flood/],
    [{ nodes: 1_000_000, messages: 1000 }, 'messages is 1000; allowed: 1 to 32, with 1000000 nodes'],
    [{ topology: 'random-regular', degree: 6 }, /^degree is 6; allowed: 2 to half of the nodes/],
    [{ dedup: 'bloom', nodes: 1_000_000 }, /^bloomIds is 1000; allowed: fewer/],
  ]

  for (const [options, message] of refused)
    it(`[EPI-12] are refused in one line that names option, value and range: ${JSON.stringify(options)}`, () => {
      expect(refusal(options)).toMatch(message)
      expect(refusal(options)).not.toContain('\n')
    })

  it('[EPI-12] may all be left out, also as undefined', () => {
    expect(settingsOf(Object.fromEntries([['drop', undefined]]))).toEqual(settingsOf({}))
    expect(settingsOf({})).toMatchObject({
      nodes: 10,
      fanout: 3,
      drop: 0.05,
      latency: { kind: 'constant', ms: 10 },
    })
    expect(settingsOf({})).toMatchObject({
      antiEntropyMs: 10_000,
      dedupRetentionMs: 3_600_000,
      intervalMs: 20,
    })
  })

  it('[EPI-12] fit few nodes by themselves: only a fanout that was asked for can be too large', () => {
    expect(settingsOf({ nodes: 1 }).fanout).toBe(1)
    expect(settingsOf({ nodes: 2 }).fanout).toBe(2)
    expect(settingsOf({ latency: { kind: 'constant', ms: 0 } }).intervalMs).toBe(1 / TICKS_PER_MS)
  })

  it('[EPI-12] at their limits are allowed', () => {
    expect(refusal({ drop: 0 })).toBe('allowed')
    expect(refusal({ drop: 1, duplicate: 1, ttl: 0, maxRounds: 0, fanout: 10 })).toBe('allowed')
    expect(refusal({ nodes: 4_000_000 })).toBe('allowed')
    expect(refusal({ latency: { kind: 'constant', ms: 10_000 } })).toBe('allowed')
  })
})
