import { type CassandraCluster, type ClusterRequest, WayClosedError, reasonOf } from './cluster.ts'
import { CASSANDRA_IMAGE, COMMON_SETTINGS, HEAP, settingsAsJvmFlags } from './settings.ts'

const NATIVE_PORT = 9042
const START_TIMEOUT_MS = 240_000
/** The image's own `cassandra.yaml` sets a period, which group commit refuses. */
const IMAGE_SETTINGS = { ...COMMON_SETTINGS, commitlog_sync_period: '0ms' }

/** One node in a container; testcontainers' reaper removes it even when this process is killed. */
export async function startInDocker(request: ClusterRequest): Promise<CassandraCluster> {
  if ((request.nodes ?? 1) !== 1) throw new WayClosedError('starts one node only')
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers')
  try {
    await getContainerRuntimeClient()
  } catch (error) {
    throw new WayClosedError(`no daemon answers (${reasonOf(error)})`, { cause: error })
  }
  const container = await new GenericContainer(CASSANDRA_IMAGE)
    .withExposedPorts(NATIVE_PORT)
    .withEnvironment({
      MAX_HEAP_SIZE: HEAP,
      HEAP_NEWSIZE: '128M',
      JVM_EXTRA_OPTS: settingsAsJvmFlags(IMAGE_SETTINGS).join(' '),
    })
    .withWaitStrategy(Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage(/Startup complete/)]))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start()
  return {
    hosts: [`${container.getHost()}:${container.getMappedPort(NATIVE_PORT)}`],
    way: `Docker, ${CASSANDRA_IMAGE}`,
    stop: async () => {
      await container.stop()
    },
  }
}
