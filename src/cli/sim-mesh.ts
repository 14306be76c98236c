import { version } from '../server/version.ts'
import {
  MESH_FAULT_KINDS,
  MESH_SEEDS_THAT_COVER,
  meshFaultsNotMet,
} from '../simulator/cluster/chaos/coverage.ts'
import {
  joinedMesh,
  type MeshSeedsSummary,
  NO_MESH_SEEDS,
  runMeshSeed,
  runMeshSeeds,
} from '../simulator/cluster/chaos/run-mesh-seeds.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { writeAll } from './line-sink.ts'
import { shownTrace } from './shown-trace.ts'
import { runSeedsInJobs } from './sim-jobs.ts'
import type { SimOptions } from './sim-options.ts'
import { Progress } from './sim-progress.ts'
import { tellFailedSeed } from './tell-failed-seed.ts'
import { tell } from './terminal.ts'

/** `gamemesh sim mesh`: real engines under random faults, healed and checked. */
export async function simMesh(options: SimOptions): Promise<number> {
  const { from, seeds, once, jobs } = options
  if (options.trace !== undefined) return showTrace(from, options.trace)
  const summary = jobs === 1 ? runHere(options) : await runInJobs(options)
  const ok = summary.failed.length + lacking(summary).length === 0
  if (options.json) {
    const envelope: Envelope = {
      level: 'mesh',
      version: version(),
      options: { from, seeds, once },
      ok,
      result: summary,
    }
    writeAll(jsonReport(envelope))
  } else {
    for (const failed of summary.failed) tellFailedSeed(failed, `mesh --seed ${failed.seed}`)
    writeAll(meshText(summary, options))
  }
  return ok ? EXIT_OK : EXIT_FAILED
}

function runHere({ from, seeds, once }: SimOptions): MeshSeedsSummary {
  const progress = new Progress(`of ${seeds} seeds`)
  const onSeed = (seed: number) => {
    progress.show((seed - from + 1) / seeds)
    return true
  }
  const summary = runMeshSeeds({ from, count: seeds, twice: !once, onSeed })
  progress.end()
  return summary
}

/** What a job says is what this very program has written. */
async function runInJobs(options: SimOptions): Promise<MeshSeedsSummary> {
  const summaries = (await runSeedsInJobs(options)) as MeshSeedsSummary[]
  return summaries.reduce(joinedMesh, NO_MESH_SEEDS)
}

/** What many seeds have to meet and have not; a few seeds need not meet everything. */
function lacking({ seeds, faults }: MeshSeedsSummary): readonly string[] {
  return seeds < MESH_SEEDS_THAT_COVER ? [] : meshFaultsNotMet(faults)
}

function meshText(summary: MeshSeedsSummary, { from, once }: SimOptions): string {
  const { seeds, failed, nodes, frames, broadcasts, virtualMs, faults } = summary
  const met = Object.entries(faults).map(([kind, times]) => `${kind} ${times}`)
  const notMet = lacking(summary)
  const lines = [
    `seeds ${from} to ${from + seeds - 1}: ${failed.length} with violations, ${seeds - failed.length} clean${once ? '' : ', each run twice with the same course'}`,
    `${nodes} nodes, ${frames} frames, ${broadcasts} broadcasts; ${Math.round(virtualMs / 1000)} s of virtual time in all`,
    `faults, ${met.length} of ${MESH_FAULT_KINDS.length} kinds: ${met.length === 0 ? 'none' : met.join(', ')}`,
    ...(notMet.length === 0 ? [] : [`not met by ${seeds} seeds: ${notMet.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

function showTrace(seed: number, file: string): number {
  const trace = shownTrace(file)
  const { violations, traceHash } = runMeshSeed(seed, { show: trace.show })
  trace.end()
  if (violations.length > 0) tellFailedSeed({ seed, violations }, `mesh --seed ${seed}`)
  tell(`seed ${seed}: trace ${traceHash}`)
  return violations.length === 0 ? EXIT_OK : EXIT_FAILED
}
