/**
 * Values of which any two have a merged one, and merging is commutative, associative and idempotent: whoever has merged
 * the same values holds the same one, in whatever order and however often they came (Shapiro et al., 2011).
 */
export interface Lattice<T> {
  /** Equal values give equal bytes. */
  encode(value: T): Uint8Array
  /** Undefined: these are not the bytes of a value. */
  decode(bytes: Uint8Array): T | undefined
  merge(a: T, b: T): T
}

/** How a register keeps what it holds; it never merges two of them. */
export interface Codec<T> {
  /** Equal values give equal bytes. */
  encode(value: T): Uint8Array
  decode(bytes: Uint8Array): T | undefined
}
