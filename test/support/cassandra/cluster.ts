/** A real Cassandra that tests may use: any keyspace of their own, never one with a fixed name. */
export interface CassandraCluster {
  /** `host:port`, as in `CASSANDRA_HOSTS`. */
  readonly hosts: readonly string[]
  /** The nodes, where they can be killed and started again one by one; else none. */
  readonly nodes: readonly ClusterNode[]
  /** How it came to be, for the log. */
  readonly way: string
  /** Stops what this run started and deletes its data; does nothing to a cluster that was there before. */
  stop(): Promise<void>
}

export interface ClusterNode {
  /** `host:port`. */
  readonly host: string
  /** At once, as a loss of power would; what was acknowledged stays on disk. */
  kill(): Promise<void>
  /** Starts a killed node on the data that it had. */
  start(): Promise<void>
  /** Stands still from now on, connections and all, until it is resumed. */
  pause(): void
  resume(): void
}

export interface ClusterRequest {
  /** One node (the default), or several on neighbouring loopback addresses. */
  readonly nodes?: number
  /** Where each node stands; by default all in data centre `main`, one rack each. */
  readonly placeOf?: (node: number) => NodePlace
  /** Settings of `cassandra.yaml` besides those that every test cluster has. */
  readonly settings?: Readonly<Record<string, string>>
  /** Where a data folder may be made; by default where the system keeps temporary files. */
  readonly folder?: string
  /**
   * Started by the runner for all files (the default), or by one file for itself. Then the nodes belong to the process
   * group of Jest and end with it; their code is compiled quickly rather than well, which halves the time they take to start.
   */
  readonly servesOne?: boolean
  readonly signal?: AbortSignal
}

export interface NodePlace {
  readonly dataCenter: string
  readonly rack: string
}

/** Why one way to a Cassandra is closed on this machine. */
export interface ClosedWay {
  readonly way: string
  readonly reason: string
}

/** Thrown by a way that cannot be taken here; the next one is tried. */
export class WayClosedError extends Error {}

export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.trim() || 'no reason given'
}
