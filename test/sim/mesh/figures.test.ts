import { describe, expect, it } from '@jest/globals'
import { presetConfig } from '../../../src/gossip/engine/config.ts'
import { NO_DELAY } from '../../../src/simulator/cluster/cluster-world.ts'
import { broadcastReach } from '../../../src/simulator/cluster/measures/broadcast-reach.ts'
import { bulkTime } from '../../../src/simulator/cluster/measures/bulk-time.ts'
import { deathTime } from '../../../src/simulator/cluster/measures/death-time.ts'
import { falseDeaths } from '../../../src/simulator/cluster/measures/false-deaths.ts'
import { idleTraffic } from '../../../src/simulator/cluster/measures/idle-traffic.ts'
import { joinTime } from '../../../src/simulator/cluster/measures/join-time.ts'
import { updateTime } from '../../../src/simulator/cluster/measures/update-time.ts'

/** What the mesh has to reach on virtual time; the benchmark measures the same with more of everything. */
const config = presetConfig('local')
const TEST_TIMEOUT_MS = 60_000

describe('the figures of the local preset', () => {
  for (const nodes of [16, 64])
    it(
      `[MESH-59] a changed key is at all ${nodes} nodes within 100 ms by the median and 200 ms at worst, with 5 frames per node`,
      () => {
        const { ms, framesPerNode } = updateTime({ config, nodes }, 1, nodes === 16 ? 20 : 8)
        expect(ms.p50).toBeLessThanOrEqual(100)
        expect(ms.max).toBeLessThanOrEqual(200)
        expect(framesPerNode).toBeLessThanOrEqual(5)
      },
      TEST_TIMEOUT_MS,
    )

  it(
    '[MESH-60] an idle node sends at most 2 kB per second, and hardly more among 64 than among 16',
    () => {
      const few = idleTraffic({ config, nodes: 16 }, 1, 20).bytesPerSecondAndNode
      const many = idleTraffic({ config, nodes: 64 }, 1, 5).bytesPerSecondAndNode
      expect(few).toBeLessThanOrEqual(2_000)
      expect(many / few).toBeLessThanOrEqual(1.2)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MESH-61] 64 nodes that join by one seed at the same moment all see each other within a second',
    () => {
      for (const seed of [1, 2, 3]) expect(joinTime({ config, nodes: 64 }, seed)).toBeLessThanOrEqual(1_000)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MESH-62] a death is known to the last of 16 within 0.6 s by the median and 1.2 s at worst',
    () => {
      const { p50, max } = deathTime({ config, nodes: 16 }, 1, 15)
      expect(p50).toBeLessThanOrEqual(600)
      expect(max).toBeLessThanOrEqual(1_200)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MEMB-62] with the lan preset each of 40 deaths among 64 is known to the last observer within 5 s',
    () => {
      expect(deathTime({ config: presetConfig('lan'), nodes: 64 }, 2, 40).max).toBeLessThanOrEqual(5_000)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MESH-63] at 5 % loss and 200 ms delay nobody is held for dead who is not',
    () => {
      const links = { ...NO_DELAY, fastestMs: 200, slowestMs: 200, lossShare: 0.05 }
      expect(falseDeaths({ config, nodes: 16, links }, 1, 120)).toBe(0)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MESH-64] at 10 % loss a broadcast is at each of 64 nodes once within 2 s, with 8 frames per node',
    () => {
      const links = { ...NO_DELAY, lossShare: 0.1 }
      const { ms, missed, doubled, framesPerNode } = broadcastReach({ config, nodes: 64, links }, 1, 100)
      expect({ missed, doubled }).toEqual({ missed: 0, doubled: 0 })
      expect(ms.max).toBeLessThanOrEqual(2_000)
      expect(framesPerNode).toBeLessThanOrEqual(8)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[MESH-65] 10,000 keys of one writer are at all 16 nodes within 0.9 s, with 10 MB',
    () => {
      const { ms, megabytes } = bulkTime({ config, nodes: 16 }, 1, 10_000)
      expect(ms).toBeLessThanOrEqual(900)
      expect(megabytes).toBeLessThanOrEqual(10)
    },
    TEST_TIMEOUT_MS,
  )
})
