import { accessSync, constants, statSync } from 'node:fs'
import { errorMessage } from '../base/errors.ts'
import { type Environment, isSet } from './env.ts'
import type { Problem } from './read-values.ts'

const FILES = ['CASSANDRA_TLS_CA_FILE', 'CASSANDRA_TLS_CERT_FILE', 'CASSANDRA_TLS_KEY_FILE'] as const

/** The files that the variables name and that this process cannot read. */
export function unreadableFiles(environment: Environment): Problem[] {
  return FILES.filter((variable) => isSet(environment, variable)).flatMap((variable) => {
    const reason = whyUnreadable((environment[variable] ?? '').trim())
    return reason === undefined ? [] : [{ variable, message: reason }]
  })
}

function whyUnreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK)
    return statSync(path).isFile() ? undefined : `${path} is not a file`
  } catch (error) {
    return `the file cannot be read: ${errorMessage(error)}`
  }
}
