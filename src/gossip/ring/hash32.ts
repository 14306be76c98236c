import { fnv1a } from '../../base/fnv1a.ts'

const { imul } = Math

/**
 * A hash whose every bit depends on every character. FNV-1a alone leaves names that differ only at their end close
 * together; the finalizer of MurmurHash3 (Appleby, public domain) scatters them.
 */
export function hash32(text: string, basis?: number): number {
  let hash = fnv1a(text, basis)
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
