/** What every report of the simulator has in common, whatever level it is of. */
export interface Envelope {
  readonly level: 'epidemic' | 'cluster' | 'mesh' | 'fleet' | 'planted' | 'bench'
  /** Of Gamemesh: another version may take another course. */
  readonly version: string
  /** Of a single run; many have `from` and `seeds` among their options. */
  readonly seed?: number
  readonly options: object
  /** Whether it came out as it has to: converged, nothing violated, everything found. */
  readonly ok: boolean
  readonly result: object
  /** Equal hashes mean that two runs took the same course. */
  readonly traceHash?: string
}

export function jsonReport(envelope: Envelope): string {
  return `${JSON.stringify(envelope, undefined, 2)}\n`
}
