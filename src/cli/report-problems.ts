import { ENV_FILE } from '../config/env.ts'
import type { Problem } from '../config/read-values.ts'
import { variableNames } from '../config/variables.ts'
import { tell } from './terminal.ts'

/** Says everything that is wrong with a configuration, a line each, in the order of the documents. */
export function reportProblems(problems: readonly Problem[], badLines: readonly number[]): void {
  const order = (problem: Problem) => variableNames.indexOf(problem.variable)
  // The line itself is not shown: it may be a piece of a password.
  for (const line of badLines) tell(`${ENV_FILE}: line ${line} is not NAME=value`)
  for (const problem of problems.toSorted((one, other) => order(one) - order(other))) {
    tell(`${problem.variable}: ${problem.message}`)
  }
}
