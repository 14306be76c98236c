import type { CassandraCluster } from '../cassandra/cluster.ts'
import { startCassandra, whyNoOwnCassandra } from '../cassandra/start.ts'
import { type CassandraNeed, needOf, NODES_OF_OWN_CLUSTER } from './selection.ts'
import type { LeftOut } from './summary.ts'

export interface Plan {
  readonly selected: readonly string[]
  readonly leftOut: readonly LeftOut[]
  /** What was started, or found, for the files that need a keyspace. */
  readonly cluster: CassandraCluster | undefined
}

/** Provides what the selected files need and sorts out those for which it cannot be had on this machine. */
export async function plan(selected: readonly string[], signal: AbortSignal): Promise<Plan> {
  const needing = (need: CassandraNeed) => selected.filter((file) => needOf(file) === need)
  const leftOut = [
    ...(await withoutNodes('a Cassandra node of their own', needing('own-node'), 1, signal)),
    ...(await withoutNodes(
      `${NODES_OF_OWN_CLUSTER} Cassandra nodes of their own`,
      needing('own-cluster'),
      NODES_OF_OWN_CLUSTER,
      signal,
    )),
  ]
  const files = needing('keyspace')
  if (files.length === 0) return { selected, leftOut, cluster: undefined }
  console.error(`${files.length} of ${selected.length} test files need Cassandra: providing one`)
  const startedAt = performance.now()
  const outcome = await startCassandra({ signal })
  if (!outcome.ok) {
    const { closed } = outcome
    return { selected, leftOut: [{ need: 'Cassandra', files, closed }, ...leftOut], cluster: undefined }
  }
  const { cluster } = outcome
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.error(`Cassandra: ${cluster.hosts.join(',')} (${cluster.way}) after ${seconds} s`)
  return { selected, leftOut, cluster }
}

async function withoutNodes(
  need: string,
  files: readonly string[],
  nodes: number,
  signal: AbortSignal,
): Promise<LeftOut[]> {
  if (files.length === 0) return []
  const closed = await whyNoOwnCassandra({ nodes, signal })
  return closed.length === 0 ? [] : [{ need, files, closed }]
}
