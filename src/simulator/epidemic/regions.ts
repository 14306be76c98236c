/**
 * Mean round trips between AWS regions in milliseconds, as measured and published in 2017 ("Latency Between AWS Global
 * Regions"; both directions differ by at most 2 ms, one is given). Absolute figures have improved little since: most of
 * it is the way of light.
 */
export const REGIONS = [
  'virginia',
  'oregon',
  'ireland',
  'frankfurt',
  'tokyo',
  'singapore',
  'sydney',
  'sao-paulo',
] as const

/** Within a region. */
const LOCAL_MS = 1

const ROUND_TRIPS_MS = [
  [LOCAL_MS],
  [86.98, LOCAL_MS],
  [80.55, 137, LOCAL_MS],
  [88.66, 159.5, 19.56, LOCAL_MS],
  [145.3, 89.1, 212.4, 236.5, LOCAL_MS],
  [216.7, 161.4, 239, 325.9, 73.79, LOCAL_MS],
  [230, 162.2, 309.6, 323.5, 103.9, 175.3, LOCAL_MS],
  [119.5, 182.7, 191.3, 194.9, 256.8, 328.1, 322.5, LOCAL_MS],
]

/** One way, between regions by number. */
export function regionMs(from: number, to: number): number {
  const trip = ROUND_TRIPS_MS[Math.max(from, to)]?.[Math.min(from, to)] ?? LOCAL_MS
  return trip / 2
}

export function meanRegionMs(): number {
  let sum = 0
  for (let from = 0; from < REGIONS.length; from++) {
    for (let to = 0; to < REGIONS.length; to++) sum += regionMs(from, to)
  }
  return sum / (REGIONS.length * REGIONS.length)
}
