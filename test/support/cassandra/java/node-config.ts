import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterRequest, NodePlace } from '../cluster.ts'
import { COMMON_SETTINGS } from '../settings.ts'
import type { ClusterAddresses } from './ports.ts'

export interface NodeFiles {
  readonly folder: string
  readonly yaml: string
  readonly rackdc: string
  readonly logback: string
  readonly logs: string
  readonly output: string
  readonly data: string
}

export function filesIn(folder: string): NodeFiles {
  return {
    folder,
    yaml: join(folder, 'cassandra.yaml'),
    rackdc: join(folder, 'rackdc.properties'),
    logback: join(folder, 'logback.xml'),
    logs: join(folder, 'logs'),
    output: join(folder, 'logs', 'output.log'),
    data: join(folder, 'data'),
  }
}

const LOGBACK = `<configuration scan="false">
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%-5level %date{ISO8601} %logger{0} - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="STDOUT"/></root>
</configuration>
`

/** Small caches and pools: a test cluster shares its machine with the tests. */
const SMALL_NODE: Readonly<Record<string, string | number | boolean>> = {
  partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
  endpoint_snitch: 'GossipingPropertyFileSnitch',
  dynamic_snitch: false,
  auto_snapshot: false,
  commitlog_segment_size: '16MiB',
  commitlog_total_space: '256MiB',
  memtable_heap_space: '96MiB',
  memtable_offheap_space: '96MiB',
  memtable_allocation_type: 'offheap_objects',
  key_cache_size: '4MiB',
  row_cache_size: '0MiB',
  counter_cache_size: '0MiB',
  file_cache_size: '32MiB',
  networking_cache_size: '32MiB',
  prepared_statements_cache_size: '8MiB',
  concurrent_reads: 16,
  concurrent_writes: 32,
  concurrent_counter_writes: 2,
  concurrent_compactors: 1,
  compaction_throughput: '0MiB/s',
  native_transport_max_threads: 64,
  read_request_timeout: '5s',
  write_request_timeout: '5s',
  cas_contention_timeout: '2s',
  request_timeout: '10s',
}

const TOKEN_SPACE = 2n ** 64n
const FIRST_TOKEN = -(2n ** 63n)

/** One evenly spaced token per node: no streaming and no waiting when several nodes start at once. */
function tokenOf(node: number, nodes: number): bigint {
  return FIRST_TOKEN + (TOKEN_SPACE * BigInt(node)) / BigInt(nodes)
}

function cassandraYaml(node: number, addresses: ClusterAddresses, extra: ClusterRequest['settings']): string {
  const host = addresses.hosts[node]
  const settings = {
    cluster_name: 'gamemesh-tests',
    num_tokens: 1,
    initial_token: `'${tokenOf(node, addresses.hosts.length)}'`,
    auto_bootstrap: false,
    listen_address: host,
    rpc_address: host,
    storage_port: addresses.storagePort,
    native_transport_port: addresses.nativePort,
    ...SMALL_NODE,
    ...COMMON_SETTINGS,
    ...extra,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}`)
  const seed = `${addresses.hosts[0]}:${addresses.storagePort}`
  return [
    ...lines,
    'seed_provider:',
    '  - class_name: org.apache.cassandra.locator.SimpleSeedProvider',
    `    parameters: [{ seeds: "${seed}" }]`,
    '',
  ].join('\n')
}

const defaultPlace = (node: number): NodePlace => ({ dataCenter: 'main', rack: `r${node + 1}` })

export async function writeNodeConfig(
  files: NodeFiles,
  node: number,
  addresses: ClusterAddresses,
  { placeOf = defaultPlace, settings }: ClusterRequest,
): Promise<void> {
  await mkdir(files.logs, { recursive: true })
  await mkdir(files.data, { recursive: true })
  await writeFile(files.yaml, cassandraYaml(node, addresses, settings))
  const place = placeOf(node)
  await writeFile(files.rackdc, `dc=${place.dataCenter}\nrack=${place.rack}\n`)
  await writeFile(files.logback, LOGBACK)
}
