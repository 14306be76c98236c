import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { errorMessage, isError } from '../base/errors.ts'

/** Variables by name. A name that is absent, or whose value is blank, counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

export const ENV_FILE = '.env'

export interface ReadEnvironment {
  readonly environment: Environment
  /** Numbers of the lines of `.env` that are not understood; empty when all is well. */
  readonly badLines: readonly number[]
}

/** `.env` exists and cannot be used. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError'
}

/**
 * The process's variables, with those of the working directory's `.env` for what is not set. This file is the one
 * place that reads `process.env`; everything else gets its results.
 */
export function readEnvironment(
  directory: string = process.cwd(),
  set: Environment = process.env,
): ReadEnvironment {
  const content = readEnvFile(join(directory, ENV_FILE))
  return { environment: { ...parseEnv(content), ...set }, badLines: badLines(content) }
}

/** Whether one of npm's scripts has started this process. */
export function startedByNpm(set: Environment = process.env): boolean {
  return set['npm_lifecycle_event'] !== undefined
}

function readEnvFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (isError(error) && 'code' in error && error.code === 'ENOENT') return ''
    throw new EnvFileError(`${path} cannot be read: ${errorMessage(error)}`, { cause: error })
  }
}

/**
 * A blank line, a comment, or an assignment, whose value may go on over several lines when it is in quotes. `parseEnv`
 * passes over anything else without a word, or makes a name with spaces of it.
 */
const ENTRY =
  /[ \t\r]*(?:#[^\n]*|(?:export[ \t]+)?[^\s#=]+[ \t]*=[ \t]*(?:(?<quote>["'`])[^]*?\k<quote>)?[^\n]*)?(?:\n|$)/y

function badLines(content: string): number[] {
  const bad: number[] = []
  let at = 0
  for (let line = 1; at < content.length;) {
    ENTRY.lastIndex = at
    const good = ENTRY.exec(content)?.[0]
    if (good === undefined) bad.push(line)
    const entry = good ?? /[^\n]*\n?/.exec(content.slice(at))?.[0] ?? ''
    at += entry.length
    line += entry.split('\n').length - 1
  }
  return bad
}

export function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? '').trim() !== ''
}
