import { type VersionRange, commonVersion } from '../wire/versions.ts'
import { parseAddress } from './addresses.ts'
import type { Hello } from './hello.ts'
import { type NetworkType, needsResolving, networkFault } from './network-types.ts'

export interface OwnIdentity {
  readonly cluster: string
  readonly versions: VersionRange
  readonly networkType: NetworkType | undefined
  readonly address: string
  readonly instance: string
}

export type HelloRefusal =
  | 'other_cluster'
  | 'no_common_version'
  /** This node dialled itself by another name. */
  | 'own_address'
  /** Another node says that it has this node's address. */
  | 'address_taken'
  | 'wrong_network'

/** Why the node that says this is not talked to. */
export function judgeHello(own: OwnIdentity, hello: Hello): HelloRefusal | undefined {
  if (hello.instance === own.instance) return 'own_address'
  if (hello.cluster !== own.cluster) return 'other_cluster'
  const versions = { oldest: hello.oldestVersion, newest: hello.newestVersion }
  if (commonVersion(own.versions, versions) === undefined) return 'no_common_version'
  if (hello.address === own.address) return 'address_taken'
  const { host } = parseAddress(hello.address)
  // A name is checked when it is dialled.
  const wrong = own.networkType && !needsResolving(host) && networkFault(own.networkType, host) !== undefined
  return wrong ? 'wrong_network' : undefined
}
