import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CassandraCluster, ClusterRequest } from '../cluster.ts'
import { CASSANDRA_VERSION } from '../settings.ts'
import { findJava17 } from './find.ts'
import { cassandraJars } from './jars.ts'
import { cassandraArguments } from './jvm-flags.ts'
import { filesIn, writeNodeConfig } from './node-config.ts'
import { NodeProcess } from './node-process.ts'
import { type ClusterAddresses, freeAddresses } from './ports.ts'

interface JavaWay {
  readonly java: string
  readonly jars: string
  readonly addresses: ClusterAddresses
}

/** Fetches what is needed, so that nothing but the nodes has to start later. */
export async function checkJava(request: ClusterRequest): Promise<JavaWay> {
  const javaHome = await findJava17()
  const jars = await cassandraJars(javaHome, request.signal)
  return { java: join(javaHome, 'bin', 'java'), jars, addresses: await freeAddresses(request.nodes ?? 1) }
}

/** Cassandra on the machine's own Java, in a data folder that lives as long as the cluster. */
export async function startWithJava(request: ClusterRequest): Promise<CassandraCluster> {
  const way = await checkJava(request)
  const folder = await mkdtemp(join(request.folder ?? tmpdir(), 'gamemesh-cassandra-'))
  const nodes: NodeProcess[] = []
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const index of way.addresses.hosts.keys()) {
      const node = await configuredNode(way, folder, index, request)
      nodes.push(node)
      await node.spawn()
    }
    await Promise.all(nodes.map((node) => node.ready(request.signal)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    hosts: nodes.map((node) => node.host),
    nodes,
    way: `Java 17, Cassandra ${CASSANDRA_VERSION}`,
    stop,
  }
}

async function configuredNode(
  { java, jars, addresses }: JavaWay,
  folder: string,
  index: number,
  request: ClusterRequest,
): Promise<NodeProcess> {
  const files = filesIn(join(folder, `node${index + 1}`))
  const { servesOne = false } = request
  await writeNodeConfig(files, index, addresses, request)
  return new NodeProcess({
    command: [java, ...cassandraArguments(jars, files, { quickly: servesOne })],
    output: files.output,
    native: { host: addresses.hosts[index] ?? '', port: addresses.nativePort },
    ownGroup: !servesOne,
  })
}
