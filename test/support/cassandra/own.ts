import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CassandraCluster, ClusterRequest } from './cluster.ts'
import { takeLock } from './java/lock.ts'
import { startOwnCassandra } from './start.ts'

/** Names the folder that the runner removes at the end, whatever happens to the tests. */
export const TEST_FOLDER = 'GAMEMESH_TEST_FOLDER'

/** Of tests that run without the runner. */
const SHARED_FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/gamemesh')

/**
 * The Cassandra of one test file, which stops it. Only one is there at a time: the files take turns, because several
 * such clusters at once would need the memory and the time of all of them.
 */
export async function ownCassandra(request: ClusterRequest): Promise<CassandraCluster> {
  const folder = process.env[TEST_FOLDER]
  const lockFolder = folder ?? SHARED_FOLDER
  await mkdir(lockFolder, { recursive: true })
  const release = await takeLock(join(lockFolder, 'own-cassandra.lock'), request.signal)
  try {
    const outcome = await startOwnCassandra({ ...request, servesOne: true, ...(folder ? { folder } : {}) })
    if (!outcome.ok) {
      const reasons = outcome.closed.map(({ way, reason }) => `${way}: ${reason}`)
      throw new Error(`there is no way to a Cassandra of this test's own: ${reasons.join('; ')}`)
    }
    const { cluster } = outcome
    return {
      ...cluster,
      stop: async () => {
        await cluster.stop()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
