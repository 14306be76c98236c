import type { EpidemicOptions } from '../epidemic/options.ts'
import type { SeedRange } from './many-runs.ts'

export const BENCH_PARTS = ['strategies', 'fanout', 'sizes', 'failure-detection'] as const
export type BenchPart = (typeof BENCH_PARTS)[number]

export interface BenchOptions extends SeedRange {
  readonly parts: readonly BenchPart[]
  /** For what is shown at one size. */
  readonly nodes: number
  /** Where it is not itself what is compared. */
  readonly fanout: number
  readonly sizes?: readonly number[]
  /** Loss and latency, the same for all. */
  readonly conditions: EpidemicOptions
}

export const USUAL_FANOUT = 3
/** What blockchains do: the preset of that name. */
export const BLOCKCHAIN_FANOUT = 8

/** What a part compares unless it is told. */
export const USUAL_SIZES: Readonly<Record<Exclude<BenchPart, 'fanout'>, readonly number[]>> = {
  strategies: [10, 100, 1_000, 10_000],
  sizes: [10, 20, 50, 100, 200, 500, 1_000],
  'failure-detection': [4, 8, 16, 32, 64],
}
