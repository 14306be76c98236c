import { type CassandraCluster, type ClusterRequest, WayClosedError, reasonOf } from './cluster.ts'
import { CASSANDRA_IMAGE, COMMON_SETTINGS, HEAP, settingsAsJvmFlags } from './settings.ts'

const NATIVE_PORT = 9042
const START_TIMEOUT_MS = 240_000
/** The image's own `cassandra.yaml` sets a period, which group commit refuses. */
const IMAGE_SETTINGS = { ...COMMON_SETTINGS, commitlog_sync_period: '0ms' }

/**
 * Nodes find each other and the driver finds all of them by addresses of their own on one port: containers have such
 * addresses only inside Docker's network, which the tests are not always part of.
 */
export async function checkDocker(request: ClusterRequest): Promise<void> {
  if ((request.nodes ?? 1) !== 1) throw new WayClosedError('starts one node only')
  const { getContainerRuntimeClient } = await import('testcontainers')
  try {
    await getContainerRuntimeClient()
  } catch (error) {
    throw new WayClosedError(`no daemon answers (${reasonOf(error)})`, { cause: error })
  }
}

/** One node in a container; testcontainers' reaper removes it even when this process is killed. */
export async function startInDocker(request: ClusterRequest): Promise<CassandraCluster> {
  await checkDocker(request)
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer(CASSANDRA_IMAGE)
    .withExposedPorts(NATIVE_PORT)
    .withEnvironment({
      MAX_HEAP_SIZE: HEAP,
      HEAP_NEWSIZE: '128M',
      JVM_EXTRA_OPTS: settingsAsJvmFlags({ ...IMAGE_SETTINGS, ...request.settings }).join(' '),
    })
    .withWaitStrategy(Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage(/Startup complete/)]))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start()
  return {
    hosts: [`${container.getHost()}:${container.getMappedPort(NATIVE_PORT)}`],
    nodes: [],
    way: `Docker, ${CASSANDRA_IMAGE}`,
    stop: async () => {
      await container.stop()
    },
  }
}
