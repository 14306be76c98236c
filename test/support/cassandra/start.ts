import type { CassandraCluster, ClosedWay, ClusterRequest } from './cluster.ts'
import { reasonOf } from './cluster.ts'
import { checkDocker, startInDocker } from './docker.ts'
import { givenCluster } from './given.ts'
import { checkJava, startWithJava } from './java/cluster.ts'

export type StartOutcome =
  | { readonly ok: true; readonly cluster: CassandraCluster }
  | { readonly ok: false; readonly closed: readonly ClosedWay[] }

interface Way {
  readonly name: string
  /** Rejects when the way cannot be taken here; costs little, because nothing is started. */
  readonly check: (request: ClusterRequest) => Promise<unknown>
  readonly open: (request: ClusterRequest) => Promise<CassandraCluster>
}

const WAYS: readonly Way[] = [
  { name: 'Docker', check: checkDocker, open: startInDocker },
  { name: 'Java 17 + Maven', check: checkJava, open: startWithJava },
]

const GIVEN_HOSTS = 'CASSANDRA_TEST_HOSTS'

/**
 * Provides a real Cassandra: the one that `CASSANDRA_TEST_HOSTS` names, else one of our own. A given but unreachable
 * cluster is an answer, not a reason to start another one.
 */
export async function startCassandra(request: ClusterRequest = {}): Promise<StartOutcome> {
  const hosts = process.env[GIVEN_HOSTS]
  if (!hosts) return startOwnCassandra(request)
  try {
    return { ok: true, cluster: await givenCluster(hosts) }
  } catch (error) {
    return { ok: false, closed: [{ way: `${GIVEN_HOSTS}=${hosts}`, reason: reasonOf(error) }] }
  }
}

/** A cluster that is started for the caller alone: one in Docker, else one on Java 17 from Maven Central's jars. */
export async function startOwnCassandra(request: ClusterRequest): Promise<StartOutcome> {
  const { taken, closed } = await firstOpenWay(request, (way) => way.open(request))
  return taken ? { ok: true, cluster: taken } : { ok: false, closed }
}

/** Why `startOwnCassandra` cannot do this here; nothing when it can. */
export async function whyNoOwnCassandra(request: ClusterRequest): Promise<readonly ClosedWay[]> {
  const { taken, closed } = await firstOpenWay(request, async (way) => {
    await way.check(request)
    return way
  })
  return taken ? [] : closed
}

interface Taken<T> {
  readonly taken?: T
  readonly closed: readonly ClosedWay[]
}

async function firstOpenWay<T>(request: ClusterRequest, take: (way: Way) => Promise<T>): Promise<Taken<T>> {
  const closed = [givenIsClosed()]
  for (const way of WAYS) {
    try {
      return { taken: await take(way), closed }
    } catch (error) {
      request.signal?.throwIfAborted()
      closed.push({ way: way.name, reason: reasonOf(error) })
    }
  }
  return { closed }
}

function givenIsClosed(): ClosedWay {
  const reason = process.env[GIVEN_HOSTS] ? 'is never reconfigured or stopped' : 'not set'
  return { way: GIVEN_HOSTS, reason }
}
