import { silentLogger } from '../../src/base/logger-port.ts'
import { connect } from '../../src/storage/cassandra/connect.ts'
import { DriverTables } from '../../src/storage/cassandra/driver-tables.ts'
import { levelsOf } from '../../src/storage/cassandra/levels.ts'
import { runtime, testKeyspace } from '../cassandra/keyspaces.ts'
import { tablePortContract } from './table-port-contract.ts'

tablePortContract('Cassandra', async () => {
  const keyspace = await testKeyspace()
  // A server makes the schema; the tables are then used beside it.
  const store = await keyspace.open()
  await store.close()
  const connection = await connect(keyspace.options, runtime, silentLogger)
  const tables = new DriverTables(connection, keyspace.name, levelsOf(keyspace.options))
  return {
    call: (work) => work(tables),
    letPass: (ms) => runtime.sleep(ms),
    dispose: async () => {
      await tables.close()
      await keyspace.drop()
    },
  }
})
