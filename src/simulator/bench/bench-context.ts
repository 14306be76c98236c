import type { EpidemicOptions } from '../epidemic/options.ts'
import type { SeedRange } from './many-runs.ts'
import type { Meter } from './meter.ts'

/** What all comparisons are made under. */
export interface BenchContext extends SeedRange {
  /** Of strategies; and of fanouts, whose table is for one size. */
  readonly sizes: readonly number[]
  readonly nodes: number
  /** Where it is not itself what is compared. */
  readonly fanout: number
  /** Loss and latency. */
  readonly conditions: EpidemicOptions
  readonly meter: Meter
  readonly onProgress: (share: number) => void
}
