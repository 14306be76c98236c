import { hash32 } from '../ring/hash32.ts'

/** Who stands in for a member that is gone: the live one that follows it on the ring of name hashes, on every node alike. */
export function adopterOf(gone: string, live: Iterable<string>): string | undefined {
  const place = hash32(gone)
  let adopter: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of live) {
    // A member that has come back empty cannot stand in for what it was.
    if (name === gone) continue
    const distance = (hash32(name) - place) >>> 0
    if (distance < least || (distance === least && adopter !== undefined && name < adopter)) {
      least = distance
      adopter = name
    }
  }
  return adopter
}
