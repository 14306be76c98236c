import { lookup } from 'node:dns/promises'
import { errorMessage } from '../../base/errors.ts'
import { parseAddress } from './addresses.ts'
import { type NetworkType, needsResolving, networkFault } from './network-types.ts'

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveByHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Checks a node's own address before it starts; a name fits when each address that it stands for does. */
export async function checkNetwork(
  type: NetworkType,
  address: string,
  resolve = resolveByHost,
): Promise<void> {
  const { host } = parseAddress(address)
  const hosts = needsResolving(host) ? await resolved(host, resolve) : [host]
  const faults = hosts.map((one) => networkFault(type, one)).filter((fault) => fault !== undefined)
  if (faults.length > 0) throw new Error(hosts[0] === host ? faults[0] : `${host}: ${faults[0]}`)
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch (error) {
    throw new Error(`${host} cannot be resolved (${errorMessage(error)}); check the name`, { cause: error })
  }
}
