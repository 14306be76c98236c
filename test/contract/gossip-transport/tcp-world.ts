import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { seededStream } from '../../../src/base/rng.ts'
import { type TcpOptions, TcpTransport } from '../../../src/gossip/transport/tcp.ts'
import type { MutualTlsFiles } from '../../../src/gossip/transport/tls-mutual.ts'

export const CLUSTER = 'test'

export function tcpTransport(options: Partial<TcpOptions> = {}): TcpTransport {
  return new TcpTransport({
    cluster: CLUSTER,
    listen: '127.0.0.1:0',
    random: seededStream(1, 'test'),
    ...options,
  })
}

/** A port that was free a moment ago. */
export async function unusedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `127.0.0.1:${port}`
}

const certificate = (name: string) => fileURLToPath(new URL(`certificates/${name}.pem`, import.meta.url))

export function certificateFiles(node: string, authority = 'authority'): MutualTlsFiles {
  return {
    keyFile: certificate(`${node}-key`),
    certFile: certificate(node),
    caFile: certificate(authority),
  }
}
