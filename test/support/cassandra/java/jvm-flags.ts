import { pathToFileURL } from 'node:url'
import { HEAP } from '../settings.ts'
import type { NodeFiles } from './node-config.ts'

/** JDK packages that Cassandra 5.0 uses although Java 17 closes them; its own start script lists the same. */
const EXPORTED = [
  'java.base/java.lang.ref',
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.rmi/sun.rmi.transport.tcp',
  'java.sql/java.sql',
  'jdk.attach/sun.tools.attach',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.unsupported/sun.misc',
]
const OPENED = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.lang.reflect',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.compiler/com.sun.tools.javac',
  'jdk.management/com.sun.management.internal',
]

const MEMORY = [
  '-Xms128M',
  `-Xmx${HEAP}`,
  '-Xss512k',
  '-XX:MaxDirectMemorySize=256M',
  '-XX:+UseG1GC',
  '-XX:+ParallelRefProcEnabled',
  '-XX:+PerfDisableSharedMem',
  '-XX:+ExitOnOutOfMemoryError',
]

const PLATFORM = [
  '-Djava.net.preferIPv4Stack=true',
  '-Djava.awt.headless=true',
  '-Djdk.attach.allowAttachSelf=true',
  '-Dio.netty.tryReflectionSetAccessible=true',
  '-Dio.netty.allocator.useCacheForAllThreads=true',
  '-Dio.netty.allocator.maxOrder=11',
]

/** Skips the waits that protect a growing cluster; this one starts with all its nodes. */
const QUICK_START = [
  '-Dcassandra.skip_wait_for_gossip_to_settle=0',
  // Nodes that start together look for the first one for twice this time.
  '-Dcassandra.ring_delay_ms=10000',
  '-Dcassandra.superuser_setup_delay_ms=0',
  '-Dcassandra.consistent.rangemovement=false',
  // Known for this layout; measuring it takes a second at every start.
  '-Dcassandra.memtable.row_overhead_size=125',
]

export interface Compilation {
  /** Instead of well: for a node that lives for seconds. */
  readonly quickly: boolean
}

export function cassandraArguments(jars: string, files: NodeFiles, { quickly }: Compilation): string[] {
  return [
    ...(quickly ? ['-XX:TieredStopAtLevel=1'] : []),
    ...MEMORY,
    ...PLATFORM,
    ...EXPORTED.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
    ...OPENED.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
    ...QUICK_START,
    `-Dcassandra.config=${pathToFileURL(files.yaml).href}`,
    `-Dcassandra-rackdc.properties=${pathToFileURL(files.rackdc).href}`,
    `-Dlogback.configurationFile=${files.logback}`,
    `-Dcassandra.storagedir=${files.data}`,
    `-Dcassandra.logdir=${files.logs}`,
    `-Djava.io.tmpdir=${files.folder}`,
    '-Dcassandra-foreground=yes',
    '-cp',
    `${jars}/*`,
    'org.apache.cassandra.service.CassandraDaemon',
  ]
}
