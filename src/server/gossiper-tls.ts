import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { errorMessage } from '../base/errors.ts'
import type { Logger } from '../base/logger-port.ts'
import type { TlsIdentity } from '../gossiper/http-server.ts'
import type { GossiperConfig } from './gossiper-config.ts'

type TlsFiles = NonNullable<GossiperConfig['tls']>

/** Rejects with a line that names the flag or the files. */
export async function readIdentity({ certFile, keyFile, caFile }: TlsFiles): Promise<TlsIdentity> {
  const cert = await read('--tls-cert', certFile)
  const key = await read('--tls-key', keyFile)
  const ca = caFile === undefined ? undefined : await read('--tls-ca', caFile)
  const identity = { cert, key, ...(ca !== undefined && { ca }) }
  try {
    createSecureContext(identity)
  } catch (error) {
    throw new Error(`${certFile} and ${keyFile} cannot be used for TLS: ${errorMessage(error)}`, {
      cause: error,
    })
  }
  return identity
}

async function read(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Error(`${flag} ${path} cannot be read: ${errorMessage(error)}`, { cause: error })
  }
}

/**
 * SIGHUP reads the files again, as a node of the mesh does. What cannot be used changes nothing. Without TLS the signal
 * keeps its ordinary meaning. Gives back how to stop.
 */
export function renewOnHangup(
  files: TlsFiles | undefined,
  renew: (identity: TlsIdentity) => void,
  log: Logger,
): () => void {
  if (!files) return () => {}
  const listener = () => {
    readIdentity(files)
      .then((identity) => {
        renew(identity)
        log.info('the TLS files were read again')
      })
      .catch((error: unknown) => log.warn('the TLS files stay as they were', { reason: errorMessage(error) }))
  }
  process.on('SIGHUP', listener)
  return () => void process.off('SIGHUP', listener)
}
