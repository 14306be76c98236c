import type { Sabotage } from '../fleet/sabotage.ts'

/** A bug that somebody could have written, done by what stands around the faulty part. */
export interface PlantedBug {
  readonly name: string
  /** Anew for each run: some bugs remember. */
  readonly plant: () => Sabotage
}
