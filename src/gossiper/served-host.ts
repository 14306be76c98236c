import { isIP } from 'node:net'

/**
 * A page of another site may come from a name that its owner has made point to this machine; to the browser the two are
 * then one site. Such a name gives itself away by `Host`. An address there is one that was dialled. No browser leaves it out.
 */
export function isServedHost(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined) return true
  const bare = host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) !== 0 || bare === 'localhost' || names.some((name) => name.toLowerCase() === bare)
}
