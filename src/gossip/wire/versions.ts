/** The versions of the protocol that this build speaks. Zero is none. */
export const OLDEST_VERSION = 1
export const NEWEST_VERSION = 1
export const MAX_VERSION = 255

export interface VersionRange {
  readonly oldest: number
  readonly newest: number
}

export const SPOKEN_VERSIONS: VersionRange = { oldest: OLDEST_VERSION, newest: NEWEST_VERSION }

export function isVersionRange({ oldest, newest }: VersionRange): boolean {
  return oldest >= 1 && oldest <= newest && newest <= MAX_VERSION
}

/** The newest version that both speak, or undefined if there is none. */
export function commonVersion(a: VersionRange, b: VersionRange): number | undefined {
  const version = Math.min(a.newest, b.newest)
  return version >= Math.max(a.oldest, b.oldest) ? version : undefined
}
