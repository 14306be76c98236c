import { BlockList, isIP } from 'node:net'
import { Problem } from './problem.ts'

/** What is known of who asks. */
export interface Caller {
  readonly ip: string
  /** This node's end of the connection. */
  readonly localIp: string
  /** The connection is one of TLS, and so has shown the cluster's secret or a certificate of its authority. */
  readonly isProven: boolean
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** It says that it passes on somebody else's request. */
  readonly isForwarded: boolean
}

export interface AccessRules {
  /** Names, besides addresses and `localhost`, by which this node is called. */
  readonly hostNames: readonly string[]
  /** Whether anyone who can reach the port may read. */
  readonly openReads: boolean
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Both ends of a connection have one address only if it never leaves the machine. IPv4 written as IPv6 counts as IPv4. */
export function isOwnMachine(ip: string, localIp: string): boolean {
  return LOOPBACK.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4') || (ip !== '' && ip === localIp)
}

/**
 * Whoever is on this machine, or has shown over TLS that it belongs to the cluster, may do everything. Pages in a browser
 * on this machine may do nothing: they give themselves away by an origin, or by a name that they have made point here.
 */
export function judgeCaller(caller: Caller, isRead: boolean, rules: AccessRules): Problem | undefined {
  if (!isServedHost(caller.host, rules.hostNames)) {
    return new Problem('host_not_served', 'use the address of the node, or localhost, as host')
  }
  const fromPage = caller.origin !== undefined || !['none', undefined].includes(caller.fetchSite)
  if (fromPage) return new Problem('forbidden', 'web pages may not talk to a node')
  if (
    caller.isProven ||
    (isOwnMachine(caller.ip, caller.localIp) && !caller.isForwarded) ||
    (isRead && rules.openReads)
  )
    return undefined
  return new Problem(
    'forbidden',
    'call from the machine of the node, or, if the cluster has a secret or certificates, with these over TLS' +
      (isRead ? '; or start the node with --open-reads' : ''),
  )
}

/** An address in `Host` is one that was dialled; a name may be anybody's that points here. */
function isServedHost(host: string | undefined, names: readonly string[]): boolean {
  const name = host?.replace(/:\d*$/, '').toLowerCase() ?? ''
  const bare = name.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) !== 0 || bare === 'localhost' || names.some((own) => own.toLowerCase() === bare)
}
