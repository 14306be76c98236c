import type { Environment } from '../../../src/config/env.ts'
import { loadServerConfig } from '../../../src/config/load-server-config.ts'
import type { CassandraConfig, Secrets, ServerConfig } from '../../../src/config/server-config.ts'

/** The configuration of an environment that must be right. */
export function loaded(environment: Environment): { config: ServerConfig; secrets: Secrets } {
  const result = loadServerConfig(environment)
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problems)}`)
  return result
}

export function cassandraOf(environment: Environment): CassandraConfig {
  const { storage } = loaded(environment).config
  if (storage.kind !== 'cassandra') throw new Error('the environment does not choose Cassandra')
  return storage
}

/** What is wrong with an environment: variable -> message. */
export function problemsOf(environment: Environment): Record<string, string> {
  const result = loadServerConfig(environment)
  return result.ok
    ? {}
    : Object.fromEntries(result.problems.map(({ variable, message }) => [variable, message]))
}
