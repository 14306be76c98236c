import { expect, it } from '@jest/globals'
import cassandra from 'cassandra-driver'
import { guardControlConnection } from '../../../../src/storage/cassandra/control-connection.ts'
import { recordingLogger } from '../../../cassandra/recording-logger.ts'

interface Inside {
  controlConnection: { _refresh(): Promise<void>; _refreshControlConnection(): Promise<void> }
}

it('[CAS-8] a renewal of the control connection that another one overtakes harms nobody', async () => {
  const client = new cassandra.Client({ contactPoints: ['127.0.0.1:1'], localDataCenter: 'dc' })
  const { log, lines } = recordingLogger()
  guardControlConnection(client, log)
  const { controlConnection } = client as unknown as Inside
  // As when a second renewal has just reset the connection: the driver then reads a property of null.
  controlConnection._refreshControlConnection = async () => {}
  await controlConnection._refresh()
  expect(lines.join()).toContain('overtaken by another')
  await client.shutdown()
})
