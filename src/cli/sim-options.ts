import { parseArgs } from 'node:util'

/** What `gamemesh sim` was told. */
export interface SimOptions {
  readonly what: 'fleet' | 'planted'
  readonly from: number
  readonly seeds: number
  /** How long there are faults in each seed, in virtual time. */
  readonly seconds: number
  readonly jobs: number
  readonly json: boolean
  /** Each seed only once: half the work, and nobody sees whether it takes the same course again. */
  readonly once: boolean
  /** Every line of what happens, for one seed. */
  readonly trace: boolean
}

const DEFAULT_SEEDS = 100
/** Within so many each planted bug is found. */
const PLANTED_SEEDS = 500
const DEFAULT_SECONDS = 20
const MAX_SEEDS = 10_000_000
const MAX_SECONDS = 3_600
const MAX_JOBS = 64
const HIGHEST_SEED = Number.MAX_SAFE_INTEGER - MAX_SEEDS

/** The words after `gamemesh sim`; throws what is wrong with them. */
export function readSimOptions(words: readonly string[]): SimOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      from: { type: 'string' },
      seconds: { type: 'string' },
      jobs: { type: 'string' },
      json: { type: 'boolean' },
      once: { type: 'boolean' },
      trace: { type: 'boolean' },
    },
  })
  const [what, ...rest] = positionals
  if (what !== 'fleet' && what !== 'planted') throw new Error('"sim" takes "fleet" or "planted"')
  if (rest.length > 0) throw new Error(`unexpected argument: ${rest.join(' ')}`)
  const { seed } = values
  if (seed !== undefined && (values.seeds ?? values.from) !== undefined)
    throw new Error('--seed is one seed; --seeds and --from are for many')
  if (values.trace && seed === undefined) throw new Error('--trace shows one seed; name it with --seed')
  const manySeeds = what === 'planted' ? PLANTED_SEEDS : DEFAULT_SEEDS
  return {
    what,
    from: whole('--from', seed ?? values.from, 1, HIGHEST_SEED),
    seeds: seed === undefined ? whole('--seeds', values.seeds, manySeeds, MAX_SEEDS, 1) : 1,
    seconds: whole('--seconds', values.seconds, DEFAULT_SECONDS, MAX_SECONDS, 1),
    jobs: whole('--jobs', values.jobs, 1, MAX_JOBS, 1),
    json: values.json ?? false,
    once: values.once ?? false,
    trace: values.trace ?? false,
  }
}

function whole(
  name: string,
  text: string | undefined,
  otherwise: number,
  highest: number,
  lowest = 0,
): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value
  throw new Error(`${name} ${text}: not a whole number from ${lowest} to ${highest}`)
}
