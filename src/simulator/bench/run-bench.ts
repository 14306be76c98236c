import { type BenchOptions, type BenchPart, USUAL_SIZES } from './bench-options.ts'
import type { BenchContext } from './bench-context.ts'
import { type Connections, countConnections } from './connections.ts'
import { duplicatesByRound, type RoundRow } from './duplicates.ts'
import { compareDetection, type DetectionRow } from './failure-detection.ts'
import { compareFanouts, type FanoutRow } from './fanouts.ts'
import type { Meter } from './meter.ts'
import { compareSizes, type SizesReport } from './sizes.ts'
import { compareStrategies, type StrategyRow } from './strategies.ts'

/** What was asked for; times and memory are those of this machine, everything else follows from the seeds. */
export interface BenchReport {
  readonly nodes: number
  readonly strategies?: readonly StrategyRow[]
  readonly duplicates?: readonly RoundRow[]
  readonly connections?: Connections
  readonly fanouts?: readonly FanoutRow[]
  readonly sizes?: SizesReport
  readonly failureDetection?: readonly DetectionRow[]
}

export function runBench(
  { parts, nodes, fanout, sizes, conditions, from, seeds }: BenchOptions,
  meter: Meter,
  onProgress: (part: BenchPart, share: number) => void,
): BenchReport {
  const contextOf = (part: BenchPart): BenchContext => ({
    sizes: part === 'fanout' ? [nodes] : (sizes ?? USUAL_SIZES[part]),
    nodes,
    fanout,
    conditions,
    from,
    seeds,
    meter,
    onProgress: (share) => onProgress(part, share),
  })
  const strategies = parts.includes('strategies') ? contextOf('strategies') : undefined
  const detection = parts.includes('failure-detection') ? contextOf('failure-detection') : undefined
  return {
    nodes,
    ...(strategies && {
      strategies: compareStrategies(strategies),
      duplicates: duplicatesByRound(strategies),
      connections: countConnections(strategies),
    }),
    ...(parts.includes('fanout') && { fanouts: compareFanouts(contextOf('fanout')) }),
    ...(parts.includes('sizes') && { sizes: compareSizes(contextOf('sizes')) }),
    ...(detection && {
      failureDetection: compareDetection(detection.sizes, from, detection.onProgress),
    }),
  }
}
