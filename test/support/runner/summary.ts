import type { ClosedWay } from '../cassandra/cluster.ts'
import type { JestRun } from './jest.ts'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A suite that could not even run counts as one failure, and so does a Jest that ended without a report. */
export function tally(runs: readonly JestRun[]): Tally {
  const counts = runs.map(tallyOfOne)
  const sum = (count: (each: Tally) => number) => counts.reduce((total, each) => total + count(each), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  }
}

function tallyOfOne({ report }: JestRun): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests,
  }
}

export function tallyLines(count: Tally): string[] {
  const line = `${count.passed} passed, ${count.failed} failed`
  return count.skipped === 0 ? [line] : [`${count.skipped} skipped`, line]
}

/** Test files that did not run because there is no way to what they need. */
export interface LeftOut {
  /** As in "they need …". */
  readonly need: string
  readonly files: readonly string[]
  readonly closed: readonly ClosedWay[]
}

/** Names every file that did not run and, for every way to a Cassandra, why it is closed. */
export function leftOutLines({ need, files, closed }: LeftOut): string[] {
  return [
    `Did not run, because they need ${need}:`,
    ...files.map((file) => `  ${file}`),
    'Why there is none:',
    ...closed.map(({ way, reason }) => `  ${way}: ${reason.replaceAll('\n', '\n    ')}`),
  ]
}

export interface Ending {
  readonly count: Tally
  readonly jestExitCode: number
  readonly leftOut: number
  /** On a build server, tests that could not run are a failure; on a player's laptop they are a note. */
  readonly strict: boolean
}

export function exitCodeOf(ending: Ending): number {
  if (ending.jestExitCode !== 0) return ending.jestExitCode
  if (ending.count.failed > 0 || ending.count.passed === 0) return 1
  return ending.leftOut > 0 && ending.strict ? 1 : 0
}
