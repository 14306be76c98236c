/** The release whose jars the Java way runs; the Docker way runs the newest image of the same line. */
export const CASSANDRA_VERSION = '5.0.9'
export const CASSANDRA_IMAGE = 'cassandra:5.0'
export const HEAP = '512M'

/**
 * What every test cluster changes from Cassandra's defaults, whatever starts it. Paxos v2 is what the compose file
 * runs. Group commit makes an acknowledged write durable, as the promises under test assume.
 */
export const COMMON_SETTINGS: Readonly<Record<string, string>> = {
  paxos_variant: 'v2',
  commitlog_sync: 'group',
  commitlog_sync_group_window: '2ms',
}

/** Settings as JVM properties, which win over `cassandra.yaml`: the official image offers no other way to these. */
export function settingsAsJvmFlags(settings: Readonly<Record<string, string>>): string[] {
  return [
    '-Dcassandra.config.allow_system_properties=true',
    ...Object.entries(settings).map(([name, value]) => `-Dcassandra.settings.${name}=${value}`),
  ]
}
