import type { SimLevel } from './sim-vocabulary.ts'
import { readSimWords } from './sim-flags.ts'
import { type Seeds, seedsOf } from './sim-seeds.ts'
import { wholeOf } from './sim-values.ts'

/** What the levels with checked seeds are told: each seed is a world of its own, with faults that follow from it. */
export interface SimOptions extends Seeds {
  readonly what: 'fleet' | 'planted' | 'mesh'
  /** How long there are faults in each seed, in virtual time. Of a mesh each seed draws that too. */
  readonly seconds: number
  readonly jobs: number
  readonly json: boolean
  /** Each seed only once: half the work, and nobody sees whether it takes the same course again. */
  readonly once: boolean
  /** Every line of what happens, for one seed: on standard output (`''`) or into a file. */
  readonly trace?: string
}

const USUAL_SEEDS = { fleet: 100, mesh: 100, planted: 500 } as const
const DEFAULT_SECONDS = 20
const MAX_SECONDS = 3_600
const MAX_JOBS = 64

/** The words behind `gamemesh sim fleet`, `planted` or `mesh`; throws what is wrong with them. */
export function readSimOptions(what: SimOptions['what'], line: readonly string[]): SimOptions {
  const level: SimLevel = what
  const words = readSimWords(line, level)
  const number = (name: string, otherwise: number, highest: number) => {
    const text = words.text(name)
    return text === undefined ? otherwise : wholeOf(name, text, 1, highest)
  }
  const trace = words.text('trace')
  if (trace !== undefined && !words.isSet('seed'))
    throw new Error('--trace shows one seed; name it with --seed')
  return {
    what,
    ...seedsOf(words, USUAL_SEEDS[what]),
    seconds: number('seconds', DEFAULT_SECONDS, MAX_SECONDS),
    jobs: number('jobs', 1, MAX_JOBS),
    json: words.isSet('json'),
    once: words.isSet('once'),
    ...(trace !== undefined && { trace }),
  }
}
