/** How much one sample moves the smoothed round trip and its variation (Jacobson 1988). */
const SMOOTHING = 1 / 8
const VARIATION_SMOOTHING = 1 / 4
const VARIATIONS = 4
/** A sample counts for no more than this many times the bound: a peer that stood still has not moved away. */
const OUTLIER_FACTOR = 4
/** No more peers are remembered; the one that was measured longest ago is forgotten first. */
const MAX_PEERS = 4096

export interface RoundTrip {
  readonly smoothedMs: number
  readonly variationMs: number
  /** What a round trip hardly ever exceeds. */
  readonly boundMs: number
}

/** Measured round trips, of each peer and of the mesh as a whole. */
export class RoundTrips {
  readonly #peers = new Map<string, RoundTrip>()
  readonly #ordinaryMs: number
  #mesh: RoundTrip | undefined

  /** @param ordinaryMs samples up to this are never taken for outliers */
  constructor(ordinaryMs: number) {
    this.#ordinaryMs = ordinaryMs
  }

  get mesh(): RoundTrip | undefined {
    return this.#mesh
  }

  measured(peer: string, sampleMs: number): void {
    const known = this.#peers.get(peer) ?? this.#mesh
    const limitMs = known ? Math.max(this.#ordinaryMs, OUTLIER_FACTOR * known.boundMs) : Infinity
    const sample = Math.min(Math.max(0, sampleMs), limitMs)
    const next = this.#next(peer, sample)
    this.#peers.delete(peer)
    this.#peers.set(peer, next)
    this.#mesh = smoothed(this.#mesh, sample)
    if (this.#peers.size > MAX_PEERS) this.#forgetOldest()
  }

  of(peer: string): RoundTrip | undefined {
    return this.#peers.get(peer)
  }

  /** The bound for this peer, or that of the mesh while it has not been measured. */
  boundMs(peer: string): number | undefined {
    return (this.#peers.get(peer) ?? this.#mesh)?.boundMs
  }

  forget(peer: string): void {
    this.#peers.delete(peer)
  }

  #forgetOldest(): void {
    const [oldest] = this.#peers.keys()
    if (oldest !== undefined) this.#peers.delete(oldest)
  }

  /** A peer is expected to vary like the rest of the mesh until it has shown otherwise. */
  #next(peer: string, sampleMs: number): RoundTrip {
    const before = this.#peers.get(peer)
    if (before || !this.#mesh) return smoothed(before, sampleMs)
    const { smoothedMs, variationMs } = this.#mesh
    return roundTrip(sampleMs, Math.max(variationMs, Math.abs(sampleMs - smoothedMs) / 2))
  }
}

export function smoothed(before: RoundTrip | undefined, sampleMs: number): RoundTrip {
  if (!before) return roundTrip(sampleMs, sampleMs / 2)
  const error = sampleMs - before.smoothedMs
  const variation = before.variationMs + VARIATION_SMOOTHING * (Math.abs(error) - before.variationMs)
  return roundTrip(before.smoothedMs + SMOOTHING * error, variation)
}

function roundTrip(smoothedMs: number, variationMs: number): RoundTrip {
  return { smoothedMs, variationMs, boundMs: smoothedMs + VARIATIONS * variationMs }
}
