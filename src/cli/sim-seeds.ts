import type { SimWords } from './sim-flags.ts'
import { wholeOf } from './sim-values.ts'

export interface Seeds {
  readonly from: number
  readonly seeds: number
}

export const MAX_SEEDS = 10_000_000
const HIGHEST_SEED = Number.MAX_SAFE_INTEGER - MAX_SEEDS
const FIRST_SEED = 1

/** `--seed N` is one; `--seeds N --from N` are many. */
export function seedsOf(words: SimWords, usual: number): Seeds {
  const [seed, seeds, from] = ['seed', 'seeds', 'from'].map((name) => words.text(name))
  if (seed !== undefined && (seeds ?? from) !== undefined)
    throw new Error('--seed is one seed; --seeds and --from are for many')
  if (seed !== undefined) return { from: wholeOf('seed', seed, 0, HIGHEST_SEED), seeds: 1 }
  return {
    from: from === undefined ? FIRST_SEED : wholeOf('from', from, 0, HIGHEST_SEED),
    seeds: seeds === undefined ? usual : wholeOf('seeds', seeds, 1, MAX_SEEDS),
  }
}
