import { type Environment, isSet } from '../config/env.ts'

/** Read by the local servers too: it is the default of REQUEST_TIMEOUT_SECONDS. */
const USED = 'CASSANDRA_TIMEOUT_SECONDS'

/** One line for who set variables of Cassandra, names that we do not know included, and gets the three local servers. */
export function unusedVariables(environment: Environment): string | undefined {
  const names = Object.keys(environment).filter((name) => name.startsWith('CASSANDRA_') && name !== USED)
  const set = names.filter((name) => isSet(environment, name)).toSorted()
  if (isSet(environment, 'STORAGE') && !isEmbedded(environment['STORAGE'])) set.unshift('STORAGE')
  if (set.length === 0) return undefined
  const [are, them] = set.length === 1 ? ['is', 'it'] : ['are', 'them']
  return (
    `${set.join(', ')} ${are} set, but the three local servers do not use ${them}: they keep sessions in an embedded ` +
    'store; "npm start" with CASSANDRA_HOSTS set starts one server on Cassandra'
  )
}

function isEmbedded(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'embedded'
}
