import type { Conditions } from '../conditions.ts'
import type { Figure } from './figure.ts'

export interface Table {
  readonly columns: readonly string[]
  readonly rows: ReadonlyArray<readonly string[]>
}

/** What one part of the benchmark found. */
export interface PartReport {
  readonly title: string
  /** How it was measured, for readers. */
  readonly notes: readonly string[]
  readonly table: Table
  readonly figures: readonly Figure[]
  /** Everything that was measured, for programs. */
  readonly raw: unknown
}

export interface Report {
  readonly date: string
  readonly conditions: Conditions
  readonly parts: readonly PartReport[]
}
