import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CassandraCluster, ClusterRequest, NodePlace } from '../cluster.ts'
import { CASSANDRA_VERSION } from '../settings.ts'
import { findJava17 } from './find.ts'
import { cassandraJars } from './jars.ts'
import { cassandraArguments } from './jvm-flags.ts'
import { filesIn, writeNodeConfig } from './node-config.ts'
import { NodeProcess } from './node-process.ts'
import { freeAddresses } from './ports.ts'

const defaultPlace = (node: number): NodePlace => ({ dataCenter: 'main', rack: `r${node + 1}` })

/** Cassandra on the machine's own Java, in a data folder that lives as long as the cluster. */
export async function startWithJava(request: ClusterRequest): Promise<CassandraCluster> {
  const javaHome = await findJava17()
  const jars = await cassandraJars(javaHome, request.signal)
  const addresses = await freeAddresses(request.nodes ?? 1)
  const folder = await mkdtemp(join(tmpdir(), 'gamemesh-cassandra-'))
  const started: NodeProcess[] = []
  const stop = async () => {
    await Promise.all(started.map((node) => node.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const [node, host] of addresses.hosts.entries()) {
      const files = filesIn(join(folder, `node${node + 1}`))
      await writeNodeConfig(files, node, addresses, (request.placeOf ?? defaultPlace)(node))
      const java = join(javaHome, 'bin', 'java')
      const address = { host, port: addresses.nativePort }
      started.push(await NodeProcess.spawn(java, cassandraArguments(jars, files), files, address))
    }
    await Promise.all(started.map((node) => node.ready(request.signal)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    hosts: addresses.hosts.map((host) => `${host}:${addresses.nativePort}`),
    way: `Java 17, Cassandra ${CASSANDRA_VERSION}`,
    stop,
  }
}
