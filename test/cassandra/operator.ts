import cassandra from 'cassandra-driver'

const WAIT_MS = 60_000
const STATEMENT_TIMEOUT_MS = 30_000
const POLL_MS = 200

/** Cassandra's first user; it appears moments after a fresh node takes connections. */
export const FIRST_USER = { username: 'cassandra', password: 'cassandra' }

/**
 * A connection beside the store, for what an operator would do. Tries until every one of the hosts knows all the others:
 * fresh nodes take connections before they have met.
 */
export async function operator(
  hosts: readonly string[],
  credentials?: typeof FIRST_USER,
): Promise<cassandra.Client> {
  const endMs = performance.now() + WAIT_MS
  for (;;) {
    try {
      for (const host of hosts) await (await connected([host], hosts.length, credentials)).shutdown()
      return await connected(hosts, hosts.length, credentials)
    } catch (error) {
      if (performance.now() > endMs) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function connected(
  contactPoints: readonly string[],
  nodes: number,
  credentials: typeof FIRST_USER | undefined,
): Promise<cassandra.Client> {
  const client = new cassandra.Client({
    contactPoints: [...contactPoints],
    protocolOptions: { port: Number(contactPoints[0]?.split(':')[1]) },
    policies: { loadBalancing: new cassandra.policies.loadBalancing.RoundRobinPolicy() },
    socketOptions: { readTimeout: STATEMENT_TIMEOUT_MS },
    ...(credentials ? { credentials } : {}),
  })
  try {
    await client.connect()
    const up = client.hosts.values().filter((host) => host.isUp())
    if (up.length !== nodes) throw new Error(`${up.length} of ${nodes} nodes are up`)
    return client
  } catch (error) {
    await client.shutdown()
    throw error
  }
}
