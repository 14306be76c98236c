import type { Problem } from '../config/read-values.ts'
import { variableNames } from '../config/variables.ts'
import { tell } from './terminal.ts'

/** Says everything that is wrong with a configuration, a line each, in the order of the documents. */
export function reportProblems(problems: readonly Problem[]): void {
  const order = (problem: Problem) => variableNames.indexOf(problem.variable)
  for (const problem of problems.toSorted((one, other) => order(one) - order(other))) {
    tell(`${problem.variable}: ${problem.message}`)
  }
}
