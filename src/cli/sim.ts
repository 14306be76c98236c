import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../server/version.ts'
import { runFleet } from '../simulator/fleet/fleet.ts'
import { type FailedSeed, runSeeds, type SeedsSummary } from '../simulator/fleet/run-seeds.ts'
import { findBug } from '../simulator/planted/find-bug.ts'
import { PLANTED_BUGS } from '../simulator/planted/planted-bugs.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { runSeedsInJobs } from './sim-jobs.ts'
import type { SimOptions } from './sim-options.ts'
import { lackingCoverage, simSummary } from './sim-summary.ts'
import { tell } from './terminal.ts'

const SHOWN_VIOLATIONS = 5

/** `gamemesh sim`: the whole backend in virtual time, with faults, checked. */
export async function sim(options: SimOptions): Promise<number> {
  if (options.what === 'planted') return searchPlanted(options)
  if (options.trace) return showTrace(options)
  const beganMs = performance.now()
  const summary = options.jobs === 1 ? await runHere(options) : await runSeedsInJobs(options)
  const seconds = (performance.now() - beganMs) / 1000
  if (options.json) process.stdout.write(`${JSON.stringify({ ...summary, seconds, jobs: options.jobs })}\n`)
  else {
    for (const failed of summary.failed) tellFailure(failed, options.seconds)
    process.stdout.write(simSummary(summary, options, seconds))
  }
  return summary.failed.length + lackingCoverage(summary).length === 0 ? EXIT_OK : EXIT_FAILED
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

function tellFailure({ seed, violations }: FailedSeed, seconds: number): void {
  tell(
    `seed ${seed} fails at ${commit()}; again: ${SHELL_COMMAND} sim fleet --seed ${seed} --seconds ${seconds}`,
  )
  for (const { rule, detail } of violations.slice(0, SHOWN_VIOLATIONS)) tell(`  ${rule}: ${detail}`)
  const more = violations.length - SHOWN_VIOLATIONS
  if (more > 0) tell(`  and ${more} more`)
}

/** What was run: the commit, where the sources are a checkout. */
function commit(): string {
  const cwd = dirname(fileURLToPath(import.meta.url))
  const { stdout, status } = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
    cwd,
    encoding: 'utf8',
  })
  return status === 0 ? `commit ${stdout.trim()}` : `version ${version()}`
}

async function showTrace({ from: seed, seconds }: SimOptions): Promise<number> {
  // Whoever reads only the beginning has seen enough.
  process.stdout.once('error', () => process.exit())
  const show = (line: string) => void process.stdout.write(`${line}\n`)
  const { violations, traceHash } = await runFleet({ seed, seconds, show })
  if (violations.length > 0) tellFailure({ seed, violations }, seconds)
  tell(`seed ${seed}: trace ${traceHash}`)
  return violations.length === 0 ? EXIT_OK : EXIT_FAILED
}

/** How many seeds it takes to find each planted bug. */
async function searchPlanted({ seconds, seeds, from }: SimOptions): Promise<number> {
  let missed = 0
  for (const bug of PLANTED_BUGS) {
    const { seed, rules } = await findBug(bug, seconds, seeds, from)
    if (seed === undefined) missed += 1
    const found = seed === undefined ? `not found in ${seeds} seeds` : `seed ${seed}: ${rules.join('; ')}`
    process.stdout.write(`${bug.name}: ${found}\n`)
  }
  process.stdout.write(`${PLANTED_BUGS.length - missed} of ${PLANTED_BUGS.length} planted bugs found\n`)
  return missed === 0 ? EXIT_OK : EXIT_FAILED
}
