import { errorMessage } from '../base/errors.ts'
import { quantiles } from '../maelstrom/bench/checkers/quantiles.ts'
import { type Validity, worst } from '../maelstrom/bench/checkers/verdict.ts'
import { stableLatencies } from '../maelstrom/bench/presets/limits.ts'
import { figure, validityWord } from '../maelstrom/bench/report/run-text.ts'
import { runInProcess } from '../maelstrom/bench/run/run-in-process.ts'
import type { RunCommand } from './glomers-command.ts'
import { programOf } from './glomers-run.ts'
import { writeAll } from './line-sink.ts'
import { tell } from './terminal.ts'

interface SeedOutcome {
  readonly seed: number
  readonly valid: Validity
  readonly why: string
  readonly msgsPerOp: number | null
  readonly maxLatency: number | null
}

/** The same run with many seeds, in virtual time. */
export async function runSeeds(command: RunCommand): Promise<Validity> {
  const program = await programOf(command.nodes)
  const outcomes: SeedOutcome[] = []
  for (let index = 0; index < command.seeds; index++) {
    const seed = command.options.seed + index
    const outcome = playSeed(command, program, seed)
    outcomes.push(outcome)
    if (outcome.valid !== true) tell(`seed ${seed}: ${validityWord(outcome.valid)}: ${outcome.why}`)
  }
  const valid = worst(outcomes.map((outcome) => outcome.valid))
  writeAll(command.json ? `${JSON.stringify({ valid, seeds: outcomes }, null, 2)}\n` : summary(outcomes))
  return valid
}

function playSeed(
  { options, load }: RunCommand,
  program: Awaited<ReturnType<typeof programOf>>,
  seed: number,
): SeedOutcome {
  try {
    const { result } = runInProcess({ ...options, seed, keepJournal: false }, load, program)
    const bad = Object.entries(result.parts).filter(([, { valid }]) => valid !== true)
    return {
      seed,
      valid: result.valid,
      why: bad.map(([name]) => name).join(', '),
      msgsPerOp: result.net.servers['msgs-per-op'],
      maxLatency: stableLatencies(result)?.['1'] ?? null,
    }
  } catch (error) {
    return { seed, valid: false, why: errorMessage(error), msgsPerOp: null, maxLatency: null }
  }
}

function summary(outcomes: readonly SeedOutcome[]): string {
  const count = (valid: Validity) => outcomes.filter((outcome) => outcome.valid === valid).length
  const spread = (name: string, values: readonly (number | null)[]) => {
    const found = quantiles(values.filter((value) => value !== null))
    return found
      ? [
          `${name}: least ${figure(found['0'] ?? 0)}, median ${figure(found['0.5'] ?? 0)}, most ${figure(found['1'] ?? 0)}`,
        ]
      : []
  }
  const lines = [
    `${outcomes.length} seeds: ${count(true)} valid, ${count('unknown')} unknown, ${count(false)} invalid`,
    ...spread(
      'messages between servers per operation',
      outcomes.map(({ msgsPerOp }) => msgsPerOp),
    ),
    ...spread(
      'largest stable latency, ms',
      outcomes.map(({ maxLatency }) => maxLatency),
    ),
  ]
  return `${lines.join('\n')}\n`
}
