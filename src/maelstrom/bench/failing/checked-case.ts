import type { Validity, Verdict } from '../checkers/verdict.ts'

/** A history whose verdict is known beforehand, and what a checker says about it. */
export interface CheckedCase {
  readonly checker: string
  readonly name: string
  readonly expected: Validity
  readonly found: Validity
  /** Names of what is wrong, expected and found. */
  readonly expectedFaults: readonly string[]
  readonly foundFaults: readonly string[]
}

export type Case<H> = readonly [name: string, expected: Validity, faults: readonly string[], history: H]

export function casesOf<H, V extends Verdict>(
  checker: string,
  check: (history: H) => V,
  faultsOf: (verdict: V) => readonly string[],
  cases: readonly Case<H>[],
): CheckedCase[] {
  return cases.map(([name, expected, expectedFaults, history]) => {
    const verdict = check(history)
    const foundFaults = faultsOf(verdict)
    return { checker, name, expected, found: verdict.valid, expectedFaults, foundFaults }
  })
}

export function isAsExpected({ expected, found, expectedFaults, foundFaults }: CheckedCase): boolean {
  const [wanted, seen] = [expectedFaults, foundFaults].map((faults) => faults.toSorted().join(' '))
  return expected === found && wanted === seen
}

/** The names of fields that count something wrong. */
export function positive(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [name] : []))
}
