import { hkdfSync } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { isClusterName } from './hello.ts'
import type { Refusal, SocketLayer } from './socket-layer.ts'
import { tlsLayer } from './tls-layer.ts'

export const MIN_SECRET_BYTES = 16
const KEY_BYTES = 32

/**
 * Node hands pre-shared keys to OpenSSL by the older of its two interfaces, and that one goes with the SHA-256 suites of
 * TLS 1.3 only; with AES-256-GCM-SHA384 the handshake fails. Each connection still has keys of its own (ephemeral key exchange).
 */
const CIPHERS = 'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256'

export interface PskOptions {
  readonly cluster: string
  /** What all nodes of the cluster know, and nobody else. */
  readonly secret: string
}

/** TLS with one shared secret instead of certificates. The identity that a peer names is the cluster. */
export function pskLayer({ cluster, secret }: PskOptions): SocketLayer {
  if (!isClusterName(cluster)) {
    throw new Error('the name of the cluster must be 1 to 64 visible ASCII characters')
  }
  const psk = keyOf(cluster, secret)
  const strangers = new WeakSet<TLSSocket>()
  // With no authority to trust, a peer that shows a certificate instead of knowing the secret is refused.
  const common = { ciphers: CIPHERS, ca: [] }
  return tlsLayer({
    serverOptions: () => ({
      ...common,
      pskIdentityHint: cluster,
      pskCallback: (socket, identity) => {
        if (identity === cluster) return psk
        strangers.add(socket)
        return null
      },
    }),
    clientOptions: () => ({
      ...common,
      pskCallback: () => ({ psk, identity: cluster }),
      checkServerIdentity: () => undefined,
    }),
    judge: provedBySecret,
    noticed: (socket) => (strangers.has(socket) ? 'wrong_cluster' : undefined),
  })
}

/** A handshake that went by the key is a resumption to OpenSSL, and shows no certificate. */
function provedBySecret(socket: TLSSocket): Refusal | undefined {
  return Object.keys(socket.getPeerCertificate()).length === 0 ? undefined : 'wrong_secret'
}

/** The secret may be any text; the key differs per cluster, so that one secret does not join two clusters by mistake. */
function keyOf(cluster: string, secret: string): Buffer {
  const bytes = Buffer.from(secret, 'utf8')
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new Error(
      `the cluster secret has ${bytes.length} bytes; at least ${MIN_SECRET_BYTES} are needed, for example from: openssl rand -hex 32`,
    )
  }
  return Buffer.from(hkdfSync('sha256', bytes, 'gamemesh-psk-v1', cluster, KEY_BYTES))
}
