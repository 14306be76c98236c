import { sessionStoreContract } from '../contract/session-store-contract.ts'
import { runtime, testKeyspace } from './keyspaces.ts'

sessionStoreContract('Cassandra', async (rules) => {
  const keyspace = await testKeyspace()
  return { runtime, openStore: () => keyspace.open({ rules }), dispose: () => keyspace.drop() }
})
