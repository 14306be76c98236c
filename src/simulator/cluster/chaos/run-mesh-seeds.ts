import { addCounts, type Counts } from '../../world/tally.ts'
import { brokenWorld, differences, type Violation } from '../../world/violation.ts'
import type { EngineSabotage } from '../engine-sabotage.ts'
import { drawWildPlan } from './chaos-plan.ts'
import { type ChaosReport, runChaos } from './run-chaos.ts'

export interface MeshSeedsOptions {
  readonly from: number
  readonly count: number
  /** Each seed is run again, and must take the same course. */
  readonly twice: boolean
  /** Anew for each run. */
  readonly sabotage?: () => EngineSabotage
  /** Told of each seed when it is done; false: no more. */
  readonly onSeed?: (seed: number, violations: readonly Violation[]) => boolean
}

export interface FailedMeshSeed {
  readonly seed: number
  readonly violations: readonly Violation[]
}

export interface MeshSeedsSummary {
  readonly seeds: number
  readonly nodes: number
  readonly frames: number
  readonly broadcasts: number
  readonly virtualMs: number
  readonly faults: Counts
  readonly failed: readonly FailedMeshSeed[]
}

export const NO_MESH_SEEDS: MeshSeedsSummary = {
  seeds: 0,
  nodes: 0,
  frames: 0,
  broadcasts: 0,
  virtualMs: 0,
  faults: {},
  failed: [],
}

/** Meshes under random faults, one for each seed. */
export function runMeshSeeds(options: MeshSeedsOptions): MeshSeedsSummary {
  let summary = NO_MESH_SEEDS
  for (let seed = options.from; seed < options.from + options.count; seed++) {
    const one = runSeed(seed, options)
    summary = joinedMesh(summary, one)
    if (options.onSeed?.(seed, one.failed[0]?.violations ?? []) === false) break
  }
  return summary
}

/** What two processes have found together. */
export function joinedMesh(one: MeshSeedsSummary, other: MeshSeedsSummary): MeshSeedsSummary {
  return {
    seeds: one.seeds + other.seeds,
    nodes: one.nodes + other.nodes,
    frames: one.frames + other.frames,
    broadcasts: one.broadcasts + other.broadcasts,
    virtualMs: one.virtualMs + other.virtualMs,
    faults: addCounts(one.faults, other.faults),
    failed: [...one.failed, ...other.failed],
  }
}

/** The course of one seed of a campaign. `show` gets every line of its trace. */
export function runMeshSeed(
  seed: number,
  options: { readonly show?: (line: string) => void; readonly sabotage?: EngineSabotage } = {},
): ChaosReport {
  return runChaos(seed, { ...options, plan: drawWildPlan(seed) })
}

function runSeed(seed: number, options: MeshSeedsOptions): MeshSeedsSummary {
  try {
    const report = course(seed, options)
    const violations = [...report.violations]
    if (options.twice) violations.push(...differences(report, course(seed, options)))
    const { faults, frames, broadcasts, virtualMs } = report
    const failed = violations.length === 0 ? [] : [{ seed, violations }]
    return { seeds: 1, nodes: report.plan.nodes, frames, broadcasts, virtualMs, faults, failed }
  } catch (error) {
    return { ...NO_MESH_SEEDS, seeds: 1, failed: [{ seed, violations: [brokenWorld(error)] }] }
  }
}

function course(seed: number, { sabotage }: MeshSeedsOptions): ChaosReport {
  return runMeshSeed(seed, sabotage ? { sabotage: sabotage() } : {})
}
