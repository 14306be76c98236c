import { sessionStoreContract } from '../contract/session-store-contract.ts'
import { runtime, testKeyspace } from './keyspaces.ts'

sessionStoreContract('Cassandra', async () => {
  const keyspace = await testKeyspace()
  return { runtime, openStore: () => keyspace.open(), dispose: () => keyspace.drop() }
})
