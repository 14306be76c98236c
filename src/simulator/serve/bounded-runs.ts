import { Epidemic } from '../epidemic/epidemic.ts'
import { OptionError } from '../epidemic/option-error.ts'
import { DEFAULT_OPTIONS, type EpidemicOptions, TICKS_PER_MS } from '../epidemic/options.ts'
import { sendsToAllPairs } from '../page/parameters.ts'
import { Problem, RETRY_SOON } from './problem.ts'

/** What a visitor may have computed; the command line takes more. */
export const MAX_API_NODES = 100_000
/** Where a flood sends over the links of all pairs at once. */
export const MAX_API_FLOOD_NODES = 1_000
export const MAX_RUNS_AT_ONCE = 2

/** Time goes in steps of a round, or of this share of what has passed: a long run has few steps, too. */
const STEP_SHARE = 0.01

/** Runs for visitors: bounded in size and number, in steps that leave room for other requests. */
export class BoundedRuns {
  #running = 0

  /** To its end. Rejects with the signal's reason when it aborts. */
  async run(options: EpidemicOptions, signal: AbortSignal): Promise<Epidemic> {
    checkSize(options)
    if (this.#running >= MAX_RUNS_AT_ONCE)
      throw new Problem('overloaded', 'Other runs are under way: try again.', RETRY_SOON)
    this.#running += 1
    try {
      return await runInSteps(options, signal)
    } finally {
      this.#running -= 1
    }
  }
}

function checkSize(options: EpidemicOptions): void {
  const { nodes = DEFAULT_OPTIONS.nodes } = options
  const isFlood = sendsToAllPairs(options)
  const most = isFlood ? MAX_API_FLOOD_NODES : MAX_API_NODES
  const where = isFlood ? 'in a flood over HTTP' : 'over HTTP'
  if (nodes > most) throw new OptionError('nodes', nodes, `at most ${most} ${where}`)
}

async function runInSteps(options: EpidemicOptions, signal: AbortSignal): Promise<Epidemic> {
  const epidemic = new Epidemic(options)
  const roundMs = epidemic.roundTicks / TICKS_PER_MS
  let untilMs = 0
  while (!epidemic.isOver) {
    signal.throwIfAborted()
    epidemic.advance(untilMs)
    untilMs += Math.max(roundMs, untilMs * STEP_SHARE)
    await new Promise(setImmediate)
  }
  return epidemic
}
