import type { Socket } from 'node:net'
import {
  type ConnectionOptions,
  type Server,
  type TLSSocket,
  type TlsOptions,
  connect,
  createServer,
} from 'node:tls'
import { codeOf } from './error-code.ts'
import type { DialTarget, Refusal, SocketLayer } from './socket-layer.ts'
import { refusalOf } from './tls-refusal.ts'

export interface TlsParts {
  readonly serverOptions: () => TlsOptions
  readonly clientOptions: () => ConnectionOptions
  /** A last look at the other end once the handshake is done. */
  readonly judge: (socket: TLSSocket) => Refusal | undefined
  /** What is known of a failure besides its error. */
  readonly noticed?: (socket: TLSSocket) => Refusal | undefined
  /** Hands over the server, so that later connections can get other certificates. */
  readonly onServer?: (server: Server) => void
}

export const TLS_VERSION = { minVersion: 'TLSv1.3' } as const

/** What both kinds of TLS do alike. */
export function tlsLayer(parts: TlsParts): SocketLayer {
  return {
    serve({ handshakeTimeoutMs: handshakeTimeout, onReady, onRefused }) {
      const server = createServer({ ...parts.serverOptions(), ...TLS_VERSION, handshakeTimeout })
      server.on('secureConnection', (socket) => {
        const refusal = parts.judge(socket)
        if (!refusal) return onReady(socket)
        onRefused(refusal, socket.remoteAddress ?? '')
        discard(socket)
      })
      // Node leaves the socket open after a failed handshake.
      server.on('tlsClientError', (error, socket) => {
        onRefused(parts.noticed?.(socket) ?? refusalOf(error, socket), socket.remoteAddress ?? '')
        discard(socket)
      })
      parts.onServer?.(server)
      // It never listens: connections come from the listener that all layers share.
      return { take: (raw) => server.emit('connection', raw) }
    },

    dial: (target, onReady, onFailed) => dialTls(parts, target, onReady, onFailed),
  }
}

function dialTls(
  parts: TlsParts,
  target: DialTarget,
  onReady: (socket: Socket) => void,
  onFailed: (reason: string) => void,
): Socket {
  let connected = false
  const socket = connect({ ...parts.clientOptions(), ...TLS_VERSION, ...target })
  const failed = (error: Error) => onFailed(connected ? refusalOf(error, socket) : codeOf(error))
  socket.once('connect', () => {
    connected = true
    socket.setNoDelay(true)
  })
  socket.once('error', failed)
  socket.once('secureConnect', () => {
    socket.off('error', failed)
    const refusal = parts.judge(socket)
    if (!refusal) return onReady(socket)
    discard(socket)
    onFailed(refusal)
  })
  return socket
}

/** A socket without listener would end the process with its next error. */
function discard(socket: TLSSocket): void {
  socket.on('error', () => {})
  socket.destroy()
}
