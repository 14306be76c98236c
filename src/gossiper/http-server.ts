import { lookup } from 'node:dns/promises'
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
  createServer,
} from 'node:http'
import { Server as TlsServer, createServer as createTlsServer } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { GossiperResponse } from './messages.ts'
import { RequestBodies } from './request-body.ts'
import type { Surface } from './surface.ts'

/** PEM texts. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
  /** Who signs the certificates of the cluster. */
  readonly ca?: string
}

export interface ListenOptions {
  /** Empty: all interfaces. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tls?: TlsIdentity
}

export interface GossiperServer {
  readonly port: number
  /** Connections from now on are served with this; of a server without TLS there are none. */
  renew(tls: TlsIdentity): void
  /** Lets answers that are under way finish, for at most `graceMs`. */
  close(graceMs: number): Promise<void>
}

const BOUNDS: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // Longer than any usual interval, so that gossip goes on over open connections.
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
}
const STALLED_MS = 30_000
const TLS_VERSION = { minVersion: 'TLSv1.3' } as const
const HANDSHAKE_TIMEOUT_MS = 5_000
const MAX_CONNECTIONS = 10_000

/** Serves the surface over HTTP/1.1, with TLS if there is an identity. Rejects when the address cannot be had. */
export async function listenForGossip(surface: Surface, options: ListenOptions): Promise<GossiperServer> {
  const bodies = new RequestBodies()
  const server = createBound(options.tls, (request, response) => {
    void serve(surface, bodies, request, response)
  })
  server.setTimeout(STALLED_MS)
  server.maxConnections = MAX_CONNECTIONS
  await listening(server, await hostOf(options.host), options.port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    renew(tls) {
      if (server instanceof TlsServer) server.setSecureContext({ ...tls, ...TLS_VERSION })
    },
    close: (graceMs) => close(server, graceMs),
  }
}

function createBound(tls: TlsIdentity | undefined, listener: RequestListener): Server {
  if (!tls) return createServer(BOUNDS, listener)
  const server = createTlsServer(
    {
      ...BOUNDS,
      ...tls,
      ...TLS_VERSION,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      // People come without a certificate; gossip asks for it (`gossip-route.ts`).
      requestCert: tls.ca !== undefined,
      rejectUnauthorized: false,
    },
    listener,
  )
  // Node leaves the socket open after a failed handshake.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  return server
}

/** Of the addresses of "localhost" the IPv4 one, as Go programs have it. */
async function hostOf(host: string): Promise<string | undefined> {
  if (host === '') return undefined
  return (await lookup(host, { order: 'ipv4first' })).address
}

function listening(server: Server, host: string | undefined, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== undefined && { host }), exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function serve(
  surface: Surface,
  bodies: RequestBodies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await surface.handle({
    method: request.method ?? '',
    target: request.url ?? '',
    header: (name) => headerText(request.headers[name]),
    certified: request.socket instanceof TLSSocket && request.socket.authorized,
    readBody: (maxBytes) => bodies.read(request, maxBytes),
  })
  send(request, response, answer)
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ')
}

function send(request: IncomingMessage, response: ServerResponse, answer: GossiperResponse): void {
  if (response.destroyed) return
  // What is left of a body that nobody wants is not waited for.
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    'x-content-type-options': 'nosniff',
    ...(answer.contentType !== undefined && { 'content-type': answer.contentType }),
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
