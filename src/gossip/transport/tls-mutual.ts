import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type SecureContextOptions, type Server, createSecureContext } from 'node:tls'
import { errorMessage } from '../../base/errors.ts'
import type { SocketLayer } from './socket-layer.ts'
import { TLS_VERSION, tlsLayer } from './tls-layer.ts'

export interface MutualTlsFiles {
  readonly keyFile: string
  readonly certFile: string
  readonly caFile: string
}

export interface MutualTls extends SocketLayer {
  /**
   * Reads the files again. Connections from now on use what they hold; open ones stay. When they cannot be used, what was
   * there goes on being used, and the error says why.
   */
  reload(): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>
}

type Credentials = Required<Pick<SecureContextOptions, 'key' | 'cert' | 'ca'>>

/**
 * TLS where both ends show a certificate of the cluster's own authority. The authority alone decides: names in certificates
 * are not compared with addresses, since nodes are dialled by addresses that change. So the authority must sign nothing but nodes.
 */
export async function mutualTlsLayer(files: MutualTlsFiles): Promise<MutualTls> {
  let credentials = await readCredentials(files)
  const servers = new Set<Server>()
  const layer = tlsLayer({
    serverOptions: () => ({ ...credentials, requestCert: true, rejectUnauthorized: true }),
    clientOptions: () => ({
      ...credentials,
      rejectUnauthorized: true,
      checkServerIdentity: () => undefined,
    }),
    judge: (socket) => (socket.authorized ? undefined : 'foreign_certificate'),
    onServer: (server) => servers.add(server),
  })
  return {
    ...layer,
    async reload() {
      try {
        credentials = await readCredentials(files)
        for (const server of servers) server.setSecureContext({ ...credentials, ...TLS_VERSION })
        return { ok: true }
      } catch (error) {
        return { ok: false, reason: errorMessage(error) }
      }
    },
  }
}

async function readCredentials({ keyFile, certFile, caFile }: MutualTlsFiles): Promise<Credentials> {
  const [key, cert, ca] = await Promise.all([
    usable(keyFile, 'private key', (bytes) => createPrivateKey(bytes)),
    usable(certFile, 'certificate', (bytes) => new X509Certificate(bytes)),
    usable(caFile, 'certificate of the authority', (bytes) => new X509Certificate(bytes)),
  ])
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error(`${keyFile} is not the private key of ${certFile}; give the two that belong together`)
  }
  createSecureContext({ key, cert, ca })
  return { key, cert, ca }
}

async function usable(file: string, what: string, parse: (bytes: Buffer) => unknown): Promise<Buffer> {
  try {
    const bytes = await readFile(file)
    parse(bytes)
    return bytes
  } catch (error) {
    throw new Error(`${file} cannot be used as ${what} (${errorMessage(error)})`, { cause: error })
  }
}
