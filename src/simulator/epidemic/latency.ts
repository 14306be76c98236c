import { assertNever } from '../../base/assert.ts'
import { exp, ln, normalQuantile } from './exact-math.ts'
import { type Latency, TICKS_PER_MS } from './options.ts'
import { REGIONS, meanRegionMs, regionMs } from './regions.ts'

/** Equally likely values; a power of two, so that the top bits of a draw choose one. */
const QUANTILES = 4096
export const QUANTILE_SHIFT = 20
/** Measured paths vary by up to this share. */
const REGION_JITTER = 0.1

/** How long messages take, in ticks: at least one. A table of quantiles makes every distribution as cheap as any other. */
export class LatencyTable {
  readonly longestTicks: number
  readonly isConstant: boolean
  readonly #table: Int32Array
  /** One way between regions; empty where nodes have none. */
  readonly #paths: Float64Array

  constructor(latency: Latency) {
    this.isConstant = latency.kind === 'constant'
    this.#paths = latency.kind === 'regions' ? regionPaths() : new Float64Array(0)
    this.#table = new Int32Array(this.isConstant ? 1 : QUANTILES)
    for (let index = 0; index < this.#table.length; index++) {
      this.#table[index] = ticks(latencyQuantile(latency, (index + 0.5) / this.#table.length))
    }
    const longest = this.#table[this.#table.length - 1] ?? 1
    this.longestTicks = this.#paths.length > 0 ? ticks(longestPathMs() * (1 + REGION_JITTER)) : longest
  }

  /** By the high bits of a draw. */
  between(from: number, to: number, draw: number): number {
    if (this.isConstant) return this.#table[0] ?? 1
    if (this.#paths.length === 0) return this.#table[draw >>> QUANTILE_SHIFT] ?? 1
    const path = this.#paths[(from % REGIONS.length) * REGIONS.length + (to % REGIONS.length)] ?? 1
    return Math.max(1, Math.round(path * (1 + (REGION_JITTER * draw) / 0x1_0000_0000)))
  }
}

/** The value that the share `p` of messages does not exceed, in ms. */
function latencyQuantile(latency: Latency, p: number): number {
  switch (latency.kind) {
    case 'constant':
      return latency.ms
    case 'uniform':
      return latency.fromMs + p * (latency.toMs - latency.fromMs)
    case 'exponential':
      return -latency.meanMs * ln(1 - p)
    case 'log-normal':
      return latency.medianMs * exp(latency.sigma * normalQuantile(p))
    case 'regions':
      return meanRegionMs()
    default:
      return assertNever(latency)
  }
}

export function longestMs(latency: Latency): number {
  return latency.kind === 'regions' ? longestPathMs() : latencyQuantile(latency, 1 - 0.5 / QUANTILES)
}

export function meanMs(latency: Latency): number {
  switch (latency.kind) {
    case 'constant':
      return latency.ms
    case 'uniform':
      return (latency.fromMs + latency.toMs) / 2
    case 'exponential':
      return latency.meanMs
    case 'log-normal':
      return latency.medianMs * exp((latency.sigma * latency.sigma) / 2)
    case 'regions':
      return meanRegionMs()
    default:
      return assertNever(latency)
  }
}

/** A duration in ticks, at least one. */
export function ticks(ms: number): number {
  return Math.max(1, Math.round(ms * TICKS_PER_MS))
}

function regionPaths(): Float64Array {
  const size = REGIONS.length
  return new Float64Array(size * size).map(
    (_, index) => regionMs(Math.floor(index / size), index % size) * TICKS_PER_MS,
  )
}

function longestPathMs(): number {
  let longest = 0
  for (let from = 0; from < REGIONS.length; from++) {
    for (let to = 0; to < REGIONS.length; to++) longest = Math.max(longest, regionMs(from, to))
  }
  return longest
}
