import { connect, createServer } from 'node:net'

const CONNECT_TIMEOUT_MS = 300
const LOOPBACKS = ['127.0.0.1', '::1']

/** Another port does not help where no port of the host can be listened on. */
export interface Obstacle {
  readonly at: 'host' | 'port'
  readonly reason: string
}

const HOST_REFUSALS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT'])

/** Why these ports cannot all be used, in one line; `undefined` when they can. */
export async function whyUnusable(host: string, ports: readonly number[]): Promise<Obstacle | undefined> {
  const refusals = await Promise.all(ports.map(async (port) => ({ port, code: await refusal(host, port) })))
  const busy = refusals.filter(({ code }) => code === 'EADDRINUSE').map(({ port }) => port)
  if (busy.length === 1)
    return { at: 'port', reason: `port ${busy[0]} is busy: stop the program that uses it` }
  if (busy.length > 1)
    return { at: 'port', reason: `ports ${busy.join(', ')} are busy: stop the programs that use them` }
  const other = refusals.find(({ code }) => code !== undefined)
  if (other?.code === undefined) return undefined
  if (HOST_REFUSALS.has(other.code))
    return { at: 'host', reason: `HOST=${host} is no address of this machine (${other.code})` }
  return { at: 'port', reason: `port ${other.port} on ${host} cannot be used (${other.code})` }
}

/**
 * A port counts as busy also when someone answers on either loopback address: `localhost` would lead people there,
 * and some systems let a second program listen on one address of a port that a first one has on all.
 */
async function refusal(host: string, port: number): Promise<string | undefined> {
  const answered = await Promise.all(LOOPBACKS.map((address) => answers(address, port)))
  return answered.includes(true) ? 'EADDRINUSE' : listenRefusal(host, port)
}

function listenRefusal(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: CONNECT_TIMEOUT_MS })
    const finish = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => finish(true))
    socket.once('timeout', () => finish(false))
    socket.once('error', () => finish(false))
  })
}
