import { readFileSync } from 'node:fs'
import { errorMessage } from '../base/errors.ts'
import { plainLayer } from '../gossip/transport/plain-layer.ts'
import type { SocketLayer } from '../gossip/transport/socket-layer.ts'
import { type MutualTls, mutualTlsLayer } from '../gossip/transport/tls-mutual.ts'
import { pskLayer } from '../gossip/transport/tls-psk.ts'
import { type Flag, FlagError } from './mesh-flags.ts'

/** How a node, or who talks to one, shows that it belongs to the cluster. */
export interface SecretOptions {
  readonly cluster: string
  readonly secretFile?: string | undefined
  readonly tlsKey?: string | undefined
  readonly tlsCert?: string | undefined
  readonly tlsCa?: string | undefined
}

export const SECRET_FLAGS: readonly Flag[] = [
  { name: 'cluster', kind: 'text' },
  { name: 'secret-file', kind: 'text' },
  { name: 'tls-key', kind: 'text' },
  { name: 'tls-cert', kind: 'text' },
  { name: 'tls-ca', kind: 'text' },
]

export interface OpenedLayer {
  readonly layer: SocketLayer
  readonly kind: 'plain' | 'secret' | 'certificates'
  /** With certificates: reads the files again. */
  readonly reload?: MutualTls['reload']
}

/** Reads the files; what is wrong with them is an error that names the flag. */
export async function openLayer(options: SecretOptions): Promise<OpenedLayer> {
  const { cluster, secretFile, tlsKey, tlsCert, tlsCa } = options
  const files = { 'tls-key': tlsKey, 'tls-cert': tlsCert, 'tls-ca': tlsCa }
  const missing = Object.entries(files).filter(([, file]) => file === undefined)
  if (secretFile !== undefined) {
    if (missing.length < 3) throw new FlagError('-secret-file: use either a secret or certificates')
    return {
      kind: 'secret',
      layer: named('secret-file', () => pskLayer({ cluster, secret: secretIn(secretFile) })),
    }
  }
  if (tlsKey === undefined || tlsCert === undefined || tlsCa === undefined) {
    if (missing.length === 3) return { kind: 'plain', layer: plainLayer }
    throw new FlagError(`-${missing[0]?.[0]}: the three -tls-… flags belong together`)
  }
  try {
    const layer = await mutualTlsLayer({ keyFile: tlsKey, certFile: tlsCert, caFile: tlsCa })
    return { kind: 'certificates', layer, reload: () => layer.reload() }
  } catch (error) {
    throw new FlagError(`-tls-key, -tls-cert, -tls-ca: ${errorMessage(error)}`, { cause: error })
  }
}

/** The end of the last line is no part of the secret. */
function secretIn(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
}

function named<T>(flag: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new FlagError(`-${flag}: ${errorMessage(error)}`, { cause: error })
  }
}
