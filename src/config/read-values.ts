import { customCleanEnv, type CleanedEnv } from 'envalid'
import { errorMessage } from '../base/errors.ts'
import { type Environment, isSet } from './env.ts'
import { type VariableName, type Variables, variableNames, variables } from './variables.ts'

/** What is wrong with one variable. The message never holds a secret. */
export interface Problem {
  readonly variable: VariableName
  readonly message: string
}

export type Values = Pick<CleanedEnv<Variables>, VariableName>

export interface ReadValues {
  /** A variable that has a problem is undefined here. */
  readonly values: Partial<Values>
  /** The same values, when every one of them is good. */
  readonly good: Values | undefined
  readonly problems: readonly Problem[]
}

/** Each variable by itself: text to value, or a problem. */
export function readValues(environment: Environment): ReadValues {
  const problems: Problem[] = []
  const values = customCleanEnv(given(environment), variables, (cleaned): Values => cleaned, {
    reporter: ({ errors }) => {
      for (const variable of variableNames) {
        const error: unknown = errors[variable]
        if (error !== undefined) problems.push({ variable, message: errorMessage(error) })
      }
    },
  })
  return { values, good: problems.length === 0 ? values : undefined, problems }
}

/** A blank value counts as not set. Spaces around a value are no part of it, except in a secret. */
function given(environment: Environment): Environment {
  return Object.fromEntries(
    variableNames
      .filter((name) => isSet(environment, name))
      .map((name) => [name, variables[name].secret ? environment[name] : environment[name]?.trim()]),
  )
}
