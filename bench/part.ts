import type { PartReport } from './report/report.ts'

/** What every part of the benchmark is told. */
export interface BenchContext {
  /** The command of the package, built from the sources as they are: what servers run. */
  readonly script: string
  /** For data and logs; goes afterwards. */
  readonly folder: string
  readonly rounds: number
  /** How long one load of one round lasts. */
  readonly seconds: number
  /** A look instead of a measurement: small numbers everywhere. */
  readonly quick: boolean
  /** Numbers of stored sessions at which growth is looked at. */
  readonly sizes: readonly number[]
  readonly say: (line: string) => void
}

export type Part = (context: BenchContext) => Promise<PartReport>
