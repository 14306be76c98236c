import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { errorMessage, isError } from '../base/errors.ts'

/** Variables by name. A name that is absent, or whose value is blank, counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

const FILE_NAME = '.env'

/** `.env` exists and cannot be used. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError'
}

/**
 * The process's variables, with those of the working directory's `.env` for what is not set. The one place that reads
 * `process.env`; everything else gets its result.
 */
export function readEnvironment(
  directory: string = process.cwd(),
  set: Environment = process.env,
): Environment {
  return { ...readEnvFile(join(directory, FILE_NAME)), ...set }
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    if (isError(error) && 'code' in error && error.code === 'ENOENT') return {}
    throw new EnvFileError(`${path} cannot be read: ${errorMessage(error)}`, { cause: error })
  }
}

export function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? '').trim() !== ''
}
