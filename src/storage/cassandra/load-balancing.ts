import cassandra from 'cassandra-driver'

const { policies, types } = cassandra

const QUIET_MS = 30_000

const NO_REPLICAS: Set<string> = new Set()

/** The driver's typings leave out that no error is null. */
const NO_ERROR = null as unknown as Error

/**
 * The row's replicas in the own data centre first, then its other hosts, then all others: the driver's default never
 * leaves its data centre, so that its death makes everything unavailable. The driver's own token-aware policy is not used,
 * because it goes on with hosts that have been replaced (see `#currentHosts`).
 */
export class LocalFirstPolicy extends policies.loadBalancing.LoadBalancingPolicy {
  #client: cassandra.Client | undefined
  #hosts: cassandra.HostMap | undefined
  #localDataCenter: string | undefined
  #turn = 0
  #plannedFrom: readonly cassandra.Host[] = []
  readonly #replaced: cassandra.Host[] = []
  #changedAtMs = 0
  readonly #nowMs: () => number

  constructor(localDataCenter: string | undefined, nowMs: () => number) {
    super()
    this.#nowMs = nowMs
    this.#localDataCenter = localDataCenter
  }

  get localDataCenter(): string | undefined {
    return this.#localDataCenter
  }

  override init(client: cassandra.Client, hosts: cassandra.HostMap, done: cassandra.EmptyCallback): void {
    this.#client = client
    this.#hosts = hosts
    // The driver enters the contact point that answered before it learns of the others.
    this.#localDataCenter ??= hosts.values()[0]?.datacenter
    done(NO_ERROR)
  }

  override getDistance(host: cassandra.Host): cassandra.types.distance {
    return host.datacenter === this.#localDataCenter ? types.distance.local : types.distance.remote
  }

  override newQueryPlan(
    keyspace: string,
    options: cassandra.ExecutionOptions | undefined,
    done: (error: Error, plan: Iterator<cassandra.Host>) => void,
  ): void {
    const hosts = this.#currentHosts()
    // With one node there is nothing to choose, and looking for the replica of a row would cost a hash.
    if (hosts.length === 1) return done(NO_ERROR, hosts.values())
    const replicas = this.#replicas(options, keyspace)
    const [near, far]: [cassandra.Host[], cassandra.Host[]] = [[], []]
    for (const host of hosts) {
      if (host.datacenter === this.#localDataCenter) near.push(host)
      else far.push(host)
    }
    const turn = this.#turn++
    const holds = (host: cassandra.Host) => replicas.has(host.address)
    const plan = [
      ...rotated(near.filter(holds), turn),
      ...rotated(
        near.filter((host) => !holds(host)),
        turn,
      ),
      ...rotated(far, turn),
    ]
    done(NO_ERROR, plan.values())
  }

  #replicas(options: cassandra.ExecutionOptions | undefined, keyspace: string): Set<string> {
    const key: Buffer | Buffer[] | undefined = options?.getRoutingKey()
    if (!key || Array.isArray(key)) return NO_REPLICAS
    const hosts = this.#client?.getReplicas(options?.getKeyspace() ?? keyspace, key) ?? []
    return new Set(hosts.map((host) => host.address))
  }

  /**
   * When no host could be reached the driver begins anew with the contact points and, without a word, puts new hosts in
   * the place of the old ones, whose pools go on connecting for ever and are still part of its token map. They are shut
   * down, but only when all has been quiet for a while: the driver's control connection may still be one of theirs, and
   * losing it begins this anew.
   */
  #currentHosts(): readonly cassandra.Host[] {
    const hosts = this.#hosts?.values() ?? []
    const nowMs = this.#nowMs()
    // The driver gives the same array until a host changes.
    if (hosts !== this.#plannedFrom) {
      const present = new Map(hosts.map((host) => [host.address, host]))
      const replaced = this.#plannedFrom.filter((host) => (present.get(host.address) ?? host) !== host)
      this.#replaced.push(...replaced)
      this.#changedAtMs = nowMs
      this.#plannedFrom = hosts
    }
    if (this.#replaced.length > 0 && nowMs - this.#changedAtMs > QUIET_MS) this.shutDownReplaced()
    return hosts
  }

  shutDownReplaced(): void {
    for (const host of this.#replaced.splice(0)) shutDown(host)
  }

  override getOptions(): Map<string, object> {
    return new Map()
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** The driver's typings leave this method out. */
function shutDown(host: cassandra.Host & { shutdown?(waitForPending: boolean): Promise<void> }): void {
  host.shutdown?.(false).catch(() => {})
}
