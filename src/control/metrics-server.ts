import { once } from 'node:events'
import { type Server, type ServerResponse, createServer } from 'node:http'
import type { MetricsText } from './ports.ts'
import { MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from './limits.ts'

/** Connections at a time. */
export const MAX_SCRAPES = 16
/** How often connections on which no request comes are looked for. */
const CHECK_MS = 1_000

export interface MetricsServer {
  /** It is another than asked for only if 0 was. */
  readonly port: number
  close(): void
}

/** `GET /metrics` and nothing else, for a Prometheus that may not reach the mesh's own port. Rejects if it cannot listen. */
export async function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  read: () => Promise<MetricsText>,
  patienceMs = REQUEST_TIMEOUT_MS,
): Promise<MetricsServer> {
  const server: Server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: patienceMs,
    headersTimeout: patienceMs,
    connectionsCheckingInterval: CHECK_MS,
  })
  // Whoever takes nothing of the answer keeps a place that somebody else may need.
  server.setTimeout(patienceMs)
  server.maxConnections = MAX_SCRAPES
  server.on('request', ({ method, url }, response) => {
    if (url !== '/metrics') response.writeHead(404).end()
    else if (method !== 'GET') response.writeHead(405, { allow: 'GET' }).end()
    else void answer(response, read)
  })
  server.listen({ host, port })
  await once(server, 'listening')
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(response: ServerResponse, read: () => Promise<MetricsText>): Promise<void> {
  try {
    const { contentType, text } = await read()
    response.writeHead(200, { 'content-type': contentType }).end(text)
  } catch {
    response.writeHead(500).end()
  }
}
