import { connect } from 'node:net'

const CONNECT_TIMEOUT_MS = 2_000

export interface PublicUrlOptions {
  /** PUBLIC_URL, if it is set: then nothing is guessed. */
  readonly configured: string | undefined
  readonly mainServerUrl: string
  /** Where this server listens; asked late, because port 0 is given out when it begins to listen. */
  readonly port: () => number
}

/**
 * The address under which main reaches this server. On main's own machine that is localhost; elsewhere it is the address
 * from which this server reaches main. It is found by connecting, so it fails while main is away: ask again then.
 */
export function publicUrlFinder(options: PublicUrlOptions): () => Promise<string> {
  const { configured, mainServerUrl, port } = options
  let found = configured
  return async () => {
    found ??= await findPublicUrl(new URL(mainServerUrl), port())
    return found
  }
}

async function findPublicUrl(main: URL, port: number): Promise<string> {
  if (isLoopback(main.hostname)) return `http://localhost:${port}`
  const address = await addressTowards(main)
  if (isLoopback(address)) return `http://localhost:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^(::ffff:)?127\./.test(host)
}

function addressTowards(main: URL): Promise<string> {
  const port = Number(main.port) || (main.protocol === 'https:' ? 443 : 80)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: main.hostname.replace(/^\[|\]$/g, ''), port, timeout: CONNECT_TIMEOUT_MS })
    socket.once('connect', () => {
      const { localAddress } = socket
      socket.destroy()
      if (localAddress) resolve(localAddress)
      else reject(new Error(`no local address on the connection to ${main.origin}`))
    })
    socket.once('timeout', () => socket.destroy(new Error(`${main.origin} does not answer`)))
    socket.once('error', reject)
  })
}
