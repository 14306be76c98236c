import { once } from 'node:events'
import { connect } from 'node:net'
import { type CassandraCluster, WayClosedError, reasonOf } from './cluster.ts'

const CONNECT_TIMEOUT_MS = 5_000
const DEFAULT_PORT = 9042

/** The cluster that somebody else runs. One answering host is enough: the driver finds the others. */
export async function givenCluster(list: string): Promise<CassandraCluster> {
  const hosts = list
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
  const failures: string[] = []
  for (const host of hosts) {
    try {
      await probe(host)
      return { hosts, nodes: [], way: 'given by CASSANDRA_TEST_HOSTS', stop: async () => {} }
    } catch (error) {
      failures.push(`${host}: ${reasonOf(error)}`)
    }
  }
  throw new WayClosedError(`no host answers (${failures.join('; ') || 'the list is empty'})`)
}

async function probe(host: string): Promise<void> {
  const url = new URL(`tcp://${host}`)
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port)
  const socket = connect({ host: url.hostname.replaceAll(/[[\]]/g, ''), port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) })
  } finally {
    socket.destroy()
  }
}
