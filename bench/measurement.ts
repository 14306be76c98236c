import type { GeneratorOrder } from './load/generator.ts'
import type { LoadResult } from './load/load.ts'
import type { RemoteGenerator } from './load/remote-generator.ts'
import { cpuMicrosOf, machineTime } from './servers/process-usage.ts'
import type { ServerProcess } from './servers/server-process.ts'
import { median, ratioOfTotals } from './statistics.ts'

/** One load against one set of servers, once. */
export interface Measurement extends LoadResult {
  /** Processor time of each server process, for each request. */
  readonly cpuMicros: Readonly<Record<string, number>>
  /** How much of one core the load generator was busy: near 1 it is what limits the load. */
  readonly generatorBusy: number
  /** How much of the machine went to processes that have no part in the load. */
  readonly othersBusy: number
}

/** The same load, once in each round. */
export interface Series {
  readonly name: string
  readonly rounds: readonly Measurement[]
}

export async function measure(
  generator: RemoteGenerator,
  servers: readonly Pick<ServerProcess, 'name' | 'pid'>[],
  order: GeneratorOrder,
): Promise<Measurement> {
  const machineBefore = machineTime()
  const before = servers.map(({ pid }) => cpuMicrosOf(pid))
  const { result, cpuMicros } = await generator.run(order)
  const spent = servers.map(({ pid }, index) => cpuMicrosOf(pid) - (before[index] ?? Number.NaN))
  const machine = machineTime()
  const used = machine.usedMicros - machineBefore.usedMicros
  const ours = spent.reduce((sum, micros) => sum + micros, cpuMicros)
  return {
    ...result,
    cpuMicros: Object.fromEntries(
      servers.map(({ name }, index) => [name, (spent[index] ?? Number.NaN) / result.answered]),
    ),
    generatorBusy: cpuMicros / 1e6 / result.seconds,
    othersBusy: Math.max(0, used - ours) / (machine.allMicros - machineBefore.allMicros),
  }
}

/** Where a store has processes of its own: what they have to do with the load nobody knows. */
export async function measureBesideStore(...words: Parameters<typeof measure>): Promise<Measurement> {
  return { ...(await measure(...words)), othersBusy: Number.NaN }
}

export function medianOf(series: Series, value: (round: Measurement) => number): number {
  return median(series.rounds.map(value))
}

export function errorsOf(series: readonly Series[]): number {
  return series.flatMap(({ rounds }) => rounds).reduce((sum, { errors }) => sum + errors, 0)
}

export function throughputRatio(series: Series, base: Series): number {
  const rates = (each: Series) => each.rounds.map(({ perSecond }) => perSecond)
  return ratioOfTotals(rates(series), rates(base))
}
