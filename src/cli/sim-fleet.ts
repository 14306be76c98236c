import { version } from '../server/version.ts'
import { runFleet } from '../simulator/fleet/fleet.ts'
import { joined, NO_SEEDS, runSeeds, type SeedsSummary } from '../simulator/fleet/run-seeds.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { writeAll } from './line-sink.ts'
import { runSeedsInJobs } from './sim-jobs.ts'
import type { SimOptions } from './sim-options.ts'
import { lackingCoverage, simSummary } from './sim-summary.ts'
import { shownTrace } from './shown-trace.ts'
import { tellFailedSeed } from './tell-failed-seed.ts'
import { tell } from './terminal.ts'

/** `gamemesh sim fleet`: the whole backend in virtual time, with faults, checked. */
export async function simFleet(options: SimOptions): Promise<number> {
  const { seconds, jobs, from, once } = options
  if (options.trace !== undefined) return showTrace(options, options.trace)
  const beganMs = performance.now()
  const summary = jobs === 1 ? await runHere(options) : await runInJobs(options)
  const took = (performance.now() - beganMs) / 1000
  const ok = summary.failed.length + lackingCoverage(summary).length === 0
  if (options.json) {
    const envelope: Envelope = {
      level: 'fleet',
      version: version(),
      options: { from, seeds: options.seeds, seconds, once },
      ok,
      result: summary,
    }
    writeAll(jsonReport(envelope))
  } else {
    for (const failed of summary.failed) tellFailedSeed(failed, again(failed.seed, seconds))
    writeAll(simSummary(summary, options, took))
  }
  return ok ? EXIT_OK : EXIT_FAILED
}

/** A fault that nobody handles ends the process; then the seed is what matters. */
async function runHere({ from, seeds, seconds, once }: SimOptions): Promise<SeedsSummary> {
  let seed = from
  const onUnhandled = (error: unknown) => {
    tell(`seed ${seed}: nobody handled ${error instanceof Error ? error.stack : String(error)}`)
    process.exit(EXIT_FAILED)
  }
  process.once('unhandledRejection', onUnhandled)
  const onSeed = (done: number) => {
    seed = done + 1
    return true
  }
  const summary = await runSeeds({ from, count: seeds, seconds, twice: !once, onSeed })
  process.removeListener('unhandledRejection', onUnhandled)
  return summary
}

/** What a job says is what this very program has written. */
async function runInJobs(options: SimOptions): Promise<SeedsSummary> {
  const summaries = (await runSeedsInJobs(options)) as SeedsSummary[]
  return summaries.reduce(joined, NO_SEEDS)
}

async function showTrace({ from: seed, seconds }: SimOptions, file: string): Promise<number> {
  const trace = shownTrace(file)
  const { violations, traceHash } = await runFleet({ seed, seconds, show: trace.show })
  trace.end()
  if (violations.length > 0) tellFailedSeed({ seed, violations }, again(seed, seconds))
  tell(`seed ${seed}: trace ${traceHash}`)
  return violations.length === 0 ? EXIT_OK : EXIT_FAILED
}

function again(seed: number, seconds: number): string {
  return `fleet --seed ${seed} --seconds ${seconds}`
}
