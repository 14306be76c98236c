import { describe, expect, it } from '@jest/globals'
import type { EngineConfig } from '../../../src/gossip/engine/config.ts'
import { CHAOS_FAULTS } from '../../../src/simulator/cluster/chaos/chaos-faults.ts'
import { drawChaosPlan } from '../../../src/simulator/cluster/chaos/chaos-plan.ts'
import { MESH_SEEDS_THAT_COVER, meshFaultsNotMet } from '../../../src/simulator/cluster/chaos/coverage.ts'
import {
  joinedMesh,
  NO_MESH_SEEDS,
  runMeshSeeds,
} from '../../../src/simulator/cluster/chaos/run-mesh-seeds.ts'
import { runChaos, SETTLE_LIMIT_MS } from '../../../src/simulator/cluster/chaos/run-chaos.ts'
import { addCounts, type Counts } from '../../../src/simulator/world/tally.ts'

const SEEDS = 100
const TEST_TIMEOUT_MS = 120_000

describe('meshes under random faults', () => {
  it(
    '[MESH-56] keep what they promise while all is broken, and are whole again within a minute once it is healed',
    () => {
      let faults: Counts = {}
      let broadcasts = 0
      for (let seed = 1; seed <= SEEDS; seed++) {
        const report = runChaos(seed)
        expect({ seed, violations: report.violations }).toEqual({ seed, violations: [] })
        expect(report.settledMs).toBeLessThan(SETTLE_LIMIT_MS)
        faults = addCounts(faults, report.faults)
        broadcasts += report.broadcasts
      }
      expect(CHAOS_FAULTS.filter((kind) => (faults[kind] ?? 0) <= 20)).toEqual([])
      expect(broadcasts).toBeGreaterThan(1_000)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[CLU-31] so they do with other timings, more nodes, drifting clocks, slow nodes, rivals and lost generations; every kind of fault is met',
    () => {
      const summary = runMeshSeeds({ from: 1, count: MESH_SEEDS_THAT_COVER, twice: false })
      expect(summary.failed).toEqual([])
      expect(meshFaultsNotMet(summary.faults)).toEqual([])
      expect(summary.broadcasts).toBeGreaterThan(1_000)
    },
    TEST_TIMEOUT_MS,
  )

  it('[CLU-32] each seed of a campaign is run twice and takes the same course; what fails is named', () => {
    const seeds: number[] = []
    const onSeed = (seed: number) => seeds.push(seed) < 4
    const summary = runMeshSeeds({ from: 5, count: 100, twice: true, onSeed })
    expect(seeds).toEqual([5, 6, 7, 8])
    expect(summary).toMatchObject({ seeds: 4, failed: [] })
    const halves = [5, 7].map((from) => runMeshSeeds({ from, count: 2, twice: false }))
    expect(halves.reduce(joinedMesh, NO_MESH_SEEDS)).toEqual(summary)
    let draws = 0
    const unlike = () => ({ config: (config: EngineConfig) => ({ ...config, fanout: 1 + (draws++ % 2) }) })
    const { failed } = runMeshSeeds({ from: 5, count: 1, twice: true, sabotage: unlike })
    expect(failed[0]?.violations.at(-1)?.rule).toBe('one seed took two courses')
  })

  it('[CLU-32] a world that breaks is a failed seed, not the end of the campaign', () => {
    const breaking = () => ({
      engine: () => {
        throw new Error('broken')
      },
    })
    const { failed, seeds } = runMeshSeeds({ from: 1, count: 2, twice: false, sabotage: breaking })
    expect(seeds).toBe(2)
    expect(failed.map(({ violations }) => violations[0]?.rule)).toEqual([
      'the world broke',
      'the world broke',
    ])
  })

  it('[MESH-57] one seed takes one course, to the last byte; another seed takes another', () => {
    const traces = [7, 8].map((seed) => {
      const one = runChaos(seed)
      expect(runChaos(seed)).toEqual(one)
      return one.traceHash
    })
    expect(traces[0]).not.toBe(traces[1])
  })

  it('[MESH-58] without faults nobody stalls, and everything is there at once', () => {
    const plan = {
      ...drawChaosPlan(1),
      quietMs: 3_000,
      faultPauseMs: Number.MAX_SAFE_INTEGER,
      links: { fastestMs: 0, slowestMs: 20, heldUpShare: 0, heldUpMs: 0, lossShare: 0 },
      frames: { duplicateShare: 0, corruptShare: 0 },
    }
    const lines: string[] = []
    const report = runChaos(1, { plan, show: (line) => lines.push(line) })
    expect(report).toMatchObject({ violations: [], settledMs: 0, faults: {} })
    expect(lines.filter((line) => line.endsWith(' stalled'))).toEqual([])
  })
})
