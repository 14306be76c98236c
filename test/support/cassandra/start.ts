import type { CassandraCluster, ClosedWay, ClusterRequest } from './cluster.ts'
import { reasonOf } from './cluster.ts'
import { startInDocker } from './docker.ts'
import { givenCluster } from './given.ts'
import { startWithJava } from './java/cluster.ts'

export type StartOutcome =
  | { readonly ok: true; readonly cluster: CassandraCluster }
  | { readonly ok: false; readonly closed: readonly ClosedWay[] }

interface Way {
  readonly name: string
  readonly open: (request: ClusterRequest) => Promise<CassandraCluster>
}

const WAYS: readonly Way[] = [
  { name: 'Docker', open: startInDocker },
  { name: 'Java 17 + Maven', open: startWithJava },
]

const GIVEN_HOSTS = 'CASSANDRA_TEST_HOSTS'

/**
 * Provides a real Cassandra: the one that `CASSANDRA_TEST_HOSTS` names, else one in Docker, else one on Java 17 from
 * Maven Central's jars. A given but unreachable cluster is an answer, not a reason to start another one.
 */
export async function startCassandra(request: ClusterRequest = {}): Promise<StartOutcome> {
  const hosts = process.env[GIVEN_HOSTS]
  if (hosts) return attempt([{ name: `${GIVEN_HOSTS}=${hosts}`, open: () => givenCluster(hosts) }], request)
  const outcome = await attempt(WAYS, request)
  if (outcome.ok) return outcome
  return { ok: false, closed: [{ way: GIVEN_HOSTS, reason: 'not set' }, ...outcome.closed] }
}

async function attempt(ways: readonly Way[], request: ClusterRequest): Promise<StartOutcome> {
  const closed: ClosedWay[] = []
  for (const way of ways) {
    try {
      return { ok: true, cluster: await way.open(request) }
    } catch (error) {
      request.signal?.throwIfAborted()
      closed.push({ way: way.name, reason: reasonOf(error) })
    }
  }
  return { ok: false, closed }
}
