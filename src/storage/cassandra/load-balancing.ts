import cassandra from 'cassandra-driver'

const { policies, types } = cassandra

const QUIET_MS = 30_000

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
    _options: cassandra.ExecutionOptions | undefined,
    done: (error: Error, plan: Iterator<cassandra.Host>) => void,
  ): void {
    const hosts = this.#currentHosts()
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

  /**
   * When no host could be reached the driver begins anew with the contact points and, without a word, puts new hosts in
   * the place of the old ones, whose pools go on connecting for ever. They are shut down, but only when all has been
   * quiet for a while: the driver's control connection may still be one of theirs, and losing it begins this anew.
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
