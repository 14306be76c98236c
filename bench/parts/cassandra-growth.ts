import { openCluster } from '../cassandra/bench-cluster.ts'
import { SESSIONS_OF_A_USER } from '../growth/fill.ts'
import { measureBesideStore } from '../measurement.ts'
import type { Part } from '../part.ts'
import { measureGrowth } from './growth.ts'

/** Look-ups and lists on real Cassandra. Filling takes minutes: under `allow`, where starts are plain writes. */
export const cassandraGrowth: Part = async (context) => {
  const cluster = await openCluster()
  const keyspaces = new Map(context.sizes.map((size) => [size, cluster.newKeyspace()]))
  const keyspaceOf = (size: number) => keyspaces.get(size) ?? ''
  try {
    return await measureGrowth(context, {
      name: 'Cassandra',
      measure: measureBesideStore,
      note: `${SESSIONS_OF_A_USER} sessions of each user, all active, under \`allow\`.`,
      order: (size) => ({
        store: { kind: 'cassandra', hosts: cluster.hosts, keyspace: keyspaceOf(size) },
        policy: 'allow',
        sessions: size,
        ended: false,
      }),
      environment: (size) => cluster.environment(keyspaceOf(size), 'allow'),
    })
  } finally {
    await cluster.close()
  }
}
