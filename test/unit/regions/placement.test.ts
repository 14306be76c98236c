import { describe, expect, it } from '@jest/globals'
import { place } from '../../../src/regions/placement/place.ts'
import { PLACEMENT_POLICIES } from '../../../src/regions/placement/policies.ts'
import type { RegionInstance } from '../../../src/regions/region-instance.ts'

function instance(region: string, more: Partial<RegionInstance> = {}): RegionInstance {
  return {
    region,
    instance: 'default',
    baseUrl: `http://${region}`,
    intervalMs: 30_000,
    draining: false,
    liveness: 'available',
    lastSeenAtMs: 0,
    ...more,
  }
}

const euAndUs = [instance('eu'), instance('us')]

function ranked(
  policy: keyof typeof PLACEMENT_POLICIES,
  instances: RegionInstance[],
  turn = 0,
  preferredRegion?: string,
) {
  const request = { turn, ...(preferredRegion !== undefined && { preferredRegion }) }
  return place(instances, PLACEMENT_POLICIES[policy], request).ranked.map((entry) => entry.instance.region)
}

describe('placement', () => {
  it('[PLC-1] first: takes the alphabetically first region, whatever the order of registration', () => {
    expect(ranked('first', [instance('us'), instance('asia'), instance('eu')])).toEqual(['asia', 'eu', 'us'])
  })

  it.each(['first', 'round-robin'] as const)(
    '[PLC-2] %s: takes the preferred region when it is available',
    (policy) => {
      expect(ranked(policy, euAndUs, 0, 'us')[0]).toBe('us')
    },
  )

  it('[PLC-2] falls back to the rule when the preferred region is unknown or away', () => {
    expect(ranked('first', euAndUs, 0, 'mars')[0]).toBe('eu')
    expect(ranked('first', [instance('eu'), instance('us', { liveness: 'unavailable' })], 0, 'us')).toEqual([
      'eu',
    ])
  })

  it('[PLC-3] round-robin: takes the regions in turn, and the others follow as fallbacks', () => {
    const turns = [0, 1, 2, 3].map((turn) => ranked('round-robin', euAndUs, turn))
    expect(turns).toEqual([
      ['eu', 'us'],
      ['us', 'eu'],
      ['eu', 'us'],
      ['us', 'eu'],
    ])
  })

  it('[PLC-3] round-robin: a region with two instances has one turn', () => {
    const instances = [instance('eu', { instance: 'a' }), instance('eu', { instance: 'b' }), instance('us')]
    expect([0, 1, 2].map((turn) => ranked('round-robin', instances, turn)[0])).toEqual(['eu', 'us', 'eu'])
  })

  it('[PLC-4] leaves out what misses heartbeats, drains or is full, and says why', () => {
    const placement = place(
      [
        instance('a', { liveness: 'unavailable' }),
        instance('b', { draining: true }),
        instance('c', { capacity: 10, activeSessions: 10 }),
        instance('d', { capacity: 10, activeSessions: 9 }),
      ],
      PLACEMENT_POLICIES.first,
      { turn: 0 },
    )
    expect(placement.ranked.map((entry) => entry.instance.region)).toEqual(['d'])
    expect(placement.excluded.map(({ why }) => why)).toEqual(['missed heartbeats', 'draining', 'full'])
  })

  it('[PLC-5] explains every score', () => {
    const placement = place(euAndUs, PLACEMENT_POLICIES.first, { turn: 0, preferredRegion: 'us' })
    expect(placement.ranked.map(({ why }) => why)).toEqual(['the preferred region', 'by name'])
  })

  it('[PLC-6] within a region takes the instance with the fewest sessions', () => {
    const busy = instance('eu', { instance: 'a', activeSessions: 8 })
    const idle = instance('eu', { instance: 'b', activeSessions: 2 })
    const { ranked: order } = place([busy, idle], PLACEMENT_POLICIES.first, { turn: 0 })
    expect(order.map((entry) => entry.instance.instance)).toEqual(['b', 'a'])
  })
})
