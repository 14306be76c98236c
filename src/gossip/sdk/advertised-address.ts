import { networkInterfaces } from 'node:os'
import { formatAddress, parseAddress } from '../transport/addresses.ts'
import { type NetworkType, networkFault } from '../transport/network-types.ts'

const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

/**
 * What to tell others, when it follows from neither option: "all interfaces" is no address that anyone can dial, so one of
 * them is taken. Undefined: what is listened on will do. Port 0 stands for the one that is listened on.
 */
export function advertisedAddress(
  listen: string,
  networkType: NetworkType | undefined,
  interfaces: () => readonly string[] = ownHosts,
): string | undefined {
  const { host, port } = parseAddress(listen)
  if (!WILDCARDS.includes(host)) return undefined
  const type = networkType ?? 'DYNAMIC'
  const fitting = interfaces().find((own) => networkFault(type, own) === undefined)
  if (fitting !== undefined) return formatAddress({ host: fitting, port })
  throw new Error(
    `no interface of this machine has an address that fits ${type}: name the one that others reach (advertise)`,
  )
}

/** Those that other machines reach come first, IPv4 before IPv6. */
function ownHosts(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const usable = all.filter(({ scopeid }) => scopeid === undefined || scopeid === 0)
  const rank = ({ internal, family }: (typeof usable)[number]) =>
    Number(internal) * 2 + Number(family === 'IPv6')
  return usable.toSorted((a, b) => rank(a) - rank(b)).map(({ address }) => address)
}
