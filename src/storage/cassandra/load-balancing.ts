import cassandra from 'cassandra-driver'

const { policies, types } = cassandra

/** The driver's typings leave out that no error is null. */
const NO_ERROR = null as unknown as Error

/**
 * The hosts of the own data centre first, then all others: the driver's default never leaves its data centre, so that
 * its death makes everything unavailable. `TokenAwarePolicy` around it puts the replicas of the row first.
 */
export class LocalFirstPolicy extends policies.loadBalancing.LoadBalancingPolicy {
  #hosts: cassandra.HostMap | undefined
  #localDataCenter: string | undefined
  #turn = 0

  constructor(localDataCenter: string | undefined) {
    super()
    this.#localDataCenter = localDataCenter
  }

  get localDataCenter(): string | undefined {
    return this.#localDataCenter
  }

  override init(_client: cassandra.Client, hosts: cassandra.HostMap, done: cassandra.EmptyCallback): void {
    this.#hosts = hosts
    // The driver enters the contact point that answered before it learns of the others.
    this.#localDataCenter ??= hosts.values()[0]?.datacenter
    done(NO_ERROR)
  }

  override getDistance(host: cassandra.Host): cassandra.types.distance {
    return host.datacenter === this.#localDataCenter ? types.distance.local : types.distance.remote
  }

  override newQueryPlan(
    _keyspace: string,
    _options: cassandra.ExecutionOptions,
    done: (error: Error, plan: Iterator<cassandra.Host>) => void,
  ): void {
    const hosts = this.#hosts?.values() ?? []
    const isLocal = (host: cassandra.Host) => host.datacenter === this.#localDataCenter
    const turn = this.#turn++
    const plan = [
      ...rotated(hosts.filter(isLocal), turn),
      ...rotated(
        hosts.filter((host) => !isLocal(host)),
        turn,
      ),
    ]
    done(NO_ERROR, plan.values())
  }

  override getOptions(): Map<string, object> {
    return new Map()
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}
