import type { Arrivals } from './arrivals.ts'
import { type Cells, NEVER } from './cells.ts'
import { TYPE_OF_KIND } from './kinds.ts'
import type { Network } from './network.ts'
import { TICKS_PER_MS } from './options.ts'
import type { Population } from './population.ts'
import { predict } from './predict.ts'
import {
  type BroadcastReport,
  type EpidemicReport,
  MAX_BROADCASTS_REPORTED,
  type MessageType,
} from './report.ts'
import type { EpidemicSettings } from './settings.ts'

export function reportOf(
  settings: EpidemicSettings,
  { roundTicks, endedTick }: { readonly roundTicks: number; readonly endedTick: number },
  cells: Cells,
  network: Network,
  population: Population,
  arrivals: Arrivals,
): EpidemicReport {
  const { seed, nodes, fanout, strategy, topology, latency, drop, intervalMs } = settings
  const convergedTick = cells.allConvergedAt === NEVER ? null : cells.allConvergedAt
  const reached = cells.complete()
  const total = network.total
  return {
    seed,
    nodes,
    fanout,
    strategy,
    topology,
    latency,
    drop,
    intervalMs,
    converged: convergedTick !== null,
    convergenceMs: convergedTick === null ? null : convergedTick / TICKS_PER_MS,
    endedMs: endedTick / TICKS_PER_MS,
    live: cells.live,
    reached,
    roundMs: roundTicks / TICKS_PER_MS,
    rounds: convergedTick === null ? null : Math.ceil(convergedTick / roundTicks),
    predicted: predict(settings, Math.max(1, Math.round((intervalMs * TICKS_PER_MS) / roundTicks))),
    totalMessages: total,
    deliveredMessages: total - network.dropped,
    droppedMessages: network.dropped,
    undeliverable: network.undeliverable,
    networkCopies: network.copies,
    duplicates: network.duplicates,
    bytes: network.bytes,
    messagesByType: byType(network),
    ...byRound(cells, network, arrivals),
    averageHops: cells.arrivals === 0 ? 0 : Math.round((1000 * cells.hopSum) / cells.arrivals) / 1000,
    maxHops: cells.maxHops,
    nodeStates: { informed: reached, missing: cells.live - reached, down: nodes - cells.live },
    leaves: population.leaves,
    joins: population.joins,
    bloom:
      settings.dedup === 'bloom' ? { asked: arrivals.asked, falsePositives: arrivals.falsePositives } : null,
    broadcasts: broadcasts(settings, cells),
  }
}

function byType(network: Network): Record<MessageType, number> {
  const counts = { ping: 0, ack: 0, update: 0, broadcast: 0 }
  for (const [kind, type] of TYPE_OF_KIND.entries()) {
    counts[type] += (network.sends[kind] ?? 0) - (network.unreceived[kind] ?? 0)
  }
  return counts
}

function byRound(
  cells: Cells,
  network: Network,
  arrivals: Arrivals,
): Pick<EpidemicReport, 'messagesByRound' | 'duplicatesByRound' | 'coverageByRound'> {
  const length = Math.max(
    network.sentByRound.length,
    network.duplicatesByRound.length,
    arrivals.reachedByRound.length,
  )
  let reached = arrivals.atStart
  return {
    messagesByRound: network.sentByRound.counts(length),
    duplicatesByRound: network.duplicatesByRound.counts(length),
    coverageByRound: arrivals.reachedByRound.counts(length).map((count) => {
      reached += count
      return reached / cells.broadcasts
    }),
  }
}

function broadcasts(settings: EpidemicSettings, cells: Cells): BroadcastReport[] {
  const { origins } = settings
  return Array.from({ length: Math.min(cells.broadcasts, MAX_BROADCASTS_REPORTED) }, (_, id) => {
    const started = cells.startedAt[id] ?? NEVER
    const converged = cells.convergedAt[id] ?? NEVER
    return {
      id,
      origin: origins[id % origins.length] ?? 0,
      startMs: started === NEVER ? null : started / TICKS_PER_MS,
      reached: cells.holders[id] ?? 0,
      convergenceMs: converged === NEVER ? null : (converged - started) / TICKS_PER_MS,
    }
  })
}
