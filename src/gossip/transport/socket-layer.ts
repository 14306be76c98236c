import type { LookupFunction, Socket } from 'node:net'
import type { HostPort } from './addresses.ts'

/** Accepted or dialled, and ready to carry bytes: what plain TCP and the two kinds of TLS have in common. */
export interface SocketLayer {
  serve(events: ServeEvents): SocketLayerServer
  /** Exactly one of the callbacks is called, unless the socket is destroyed before. */
  dial(target: DialTarget, onReady: (socket: Socket) => void, onFailed: (reason: string) => void): Socket
}

export interface ServeEvents {
  readonly handshakeTimeoutMs: number
  readonly onReady: (socket: Socket) => void
  readonly onRefused: (refusal: Refusal, remoteIp: string) => void
}

export interface SocketLayerServer {
  /** Takes an accepted connection; `onReady` or `onRefused` follows. */
  take(raw: Socket): void
}

export interface DialTarget extends HostPort {
  readonly lookup?: LookupFunction
}

/** Why a connection was not let in. */
export type Refusal =
  | 'not_tls'
  | 'no_certificate'
  | 'foreign_certificate'
  | 'wrong_secret'
  | 'wrong_cluster'
  | 'tls_timeout'
  | 'tls_failed'
