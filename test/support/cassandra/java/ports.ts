import { once } from 'node:events'
import { createServer } from 'node:net'
import { WayClosedError } from '../cluster.ts'

/** Below the ranges that systems hand out to outgoing connections, so that none of those takes a port found free. */
const FIRST_PORT = 20_000
const LAST_PORT = 31_999
const ATTEMPTS = 50

export interface ClusterAddresses {
  readonly hosts: readonly string[]
  readonly nativePort: number
  readonly storagePort: number
}

/** One loopback address per node and two ports free on all of them: the driver expects one native port per cluster. */
export async function freeAddresses(nodes: number): Promise<ClusterAddresses> {
  const hosts = Array.from({ length: nodes }, (_, index) => `127.0.0.${index + 1}`)
  const nativePort = await freePort(hosts)
  let storagePort = await freePort(hosts)
  while (storagePort === nativePort) storagePort = await freePort(hosts)
  return { hosts, nativePort, storagePort }
}

async function freePort(hosts: readonly string[]): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1))
    const results = await Promise.all(hosts.map((host) => canListen(host, port)))
    if (results.every(Boolean)) return port
  }
  throw new WayClosedError(`found no port that is free on ${hosts.join(', ')}`)
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
