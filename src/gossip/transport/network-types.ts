import { BlockList, isIP } from 'node:net'

/**
 * What kind of addresses a cluster uses. All nodes of one cluster are set to the same; the check keeps a node from
 * advertising an address that the others cannot reach.
 */
export const NETWORK_TYPES = ['LOCAL', 'PRIVATE', 'PUBLIC', 'DYNAMIC'] as const
export type NetworkType = (typeof NETWORK_TYPES)[number]

type Reach = 'loopback' | 'private' | 'public' | 'unusable'

const FITTING: Readonly<Record<NetworkType, readonly Reach[]>> = {
  LOCAL: ['loopback'],
  PRIVATE: ['private'],
  PUBLIC: ['public'],
  DYNAMIC: ['loopback', 'private', 'public'],
}

const DESCRIPTIONS: Readonly<Record<Reach, string>> = {
  loopback: 'an address of this machine alone',
  private: 'an address of a private network',
  public: 'a public address',
  unusable: 'an address that no node can be reached at',
}

type Range = readonly [network: string, prefix: number]

/** IPv4 written as IPv6 (::ffff:…) falls under the IPv4 ranges. */
const RANGES: ReadonlyArray<readonly [Reach, BlockList]> = [
  ['loopback', ranges(['127.0.0.0', 8], ['::1', 128])],
  [
    'private',
    ranges(
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      // Link-local, and the range that carriers and overlay networks share (RFC 3927, RFC 6598).
      ['169.254.0.0', 16],
      ['100.64.0.0', 10],
      ['fc00::', 7],
      ['fe80::', 10],
    ),
  ],
  // "This host", multicast, and reserved with broadcast.
  ['unusable', ranges(['0.0.0.0', 8], ['224.0.0.0', 4], ['240.0.0.0', 4], ['::', 128], ['ff00::', 8])],
]

function ranges(...list: readonly Range[]): BlockList {
  const block = new BlockList()
  for (const [network, prefix] of list) {
    block.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  }
  return block
}

function reachOf(ip: string): Reach {
  const plain = ip.replace(/%.*$/, '')
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
  return RANGES.find(([, block]) => block.check(plain, family))?.[0] ?? 'public'
}

function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host)
}

/** Other names say nothing by themselves: whoever resolves them checks the addresses that come out. */
export function needsResolving(host: string): boolean {
  return isIP(host.replace(/%.*$/, '')) === 0 && !isLocalName(host)
}

/** Why this host (an IP address or `localhost`) does not fit the network type; undefined if it does. */
export function networkFault(type: NetworkType, host: string): string | undefined {
  const reach = isLocalName(host) ? 'loopback' : reachOf(host)
  if (FITTING[type].includes(reach)) return undefined
  const better = NETWORK_TYPES.filter((other) => FITTING[other].includes(reach))
  const advice =
    better.length === 0
      ? 'use an address of one of its interfaces'
      : `use -clusterNetwork=${better.join(' or ')}, or another address`
  return `${host} does not fit -clusterNetwork=${type}: it is ${DESCRIPTIONS[reach]}; ${advice}`
}

export function parseNetworkType(text: string): NetworkType {
  const type = NETWORK_TYPES.find((name) => name === text.toUpperCase())
  if (type) return type
  throw new Error(`-clusterNetwork=${text} is not known; use one of ${NETWORK_TYPES.join(', ')}`)
}
