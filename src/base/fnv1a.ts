const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193

const { imul } = Math

/** FNV-1a over UTF-16 code units, 32 bits: spreads names, detects changes; no protection against anyone. */
export function fnv1a(text: string, basis = OFFSET_BASIS): number {
  let hash = basis
  for (let index = 0; index < text.length; index++) {
    hash = imul(hash ^ text.charCodeAt(index), PRIME)
  }
  return hash >>> 0
}
