import { bloomBytes } from './bloom-bank.ts'
import { checkSchedules } from './check-schedules.ts'
import { longestMs, meanMs } from './latency.ts'
import { OptionError, checkInteger, checkNumber, checkWord } from './option-error.ts'
import {
  DEDUPS,
  DEFAULT_OPTIONS,
  type EpidemicOptions,
  LATENCIES,
  type Latency,
  MAX_BLOOM_BYTES,
  MAX_CELLS,
  MAX_DURATION_MS,
  MAX_FLOOD_LINKS,
  MAX_K,
  MAX_LATENCY_MS,
  MAX_LINKS,
  MAX_MESSAGES,
  MAX_NODES,
  MAX_PAYLOAD_BYTES,
  MAX_ROUNDS,
  MAX_SIGMA,
  MAX_TTL,
  REPEAT_TO,
  RUMOUR_FEEDBACKS,
  RUMOUR_STOPS,
  STRATEGIES,
  TICKS_PER_MS,
  TOPOLOGIES,
} from './options.ts'

/** Every option with a value; no limit is Infinity. */
export type EpidemicSettings = Required<EpidemicOptions>

/** Throws an `OptionError` of one line for the first option that is out of range. */
export function checkEpidemicOptions(options: EpidemicOptions): void {
  settingsOf(options)
}

export function settingsOf(options: EpidemicOptions): EpidemicSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const settings = {
    ...DEFAULT_OPTIONS,
    ttl: Infinity,
    maxRounds: Infinity,
    intervalMs: 0,
    ...given,
  }
  checkNetwork(options, settings)
  checkNumbers(options, settings)
  checkSchedules(settings)
  checkTogether(settings)
  return {
    ...settings,
    fanout: Math.max(1, Math.min(settings.fanout, settings.nodes)),
    bridges: options.bridges ?? Math.min(DEFAULT_OPTIONS.bridges, Math.floor(settings.nodes / 2)),
    // Without a wish of its own a node waits for a round trip before it acts again.
    intervalMs: options.intervalMs ?? Math.max(1 / TICKS_PER_MS, 2 * meanMs(settings.latency)),
  }
}

function checkNetwork(options: EpidemicOptions, settings: EpidemicSettings): void {
  const { nodes } = settings
  if (!Number.isSafeInteger(settings.seed))
    throw new OptionError('seed', String(settings.seed), 'whole numbers')
  checkInteger('nodes', nodes, 1, MAX_NODES)
  checkWord('strategy', settings.strategy, STRATEGIES)
  checkWord('topology', settings.topology, TOPOLOGIES)
  checkInteger('fanout', settings.fanout, 1, options.fanout === undefined ? MAX_NODES : nodes)
  checkInteger('degree', settings.degree, 2, MAX_NODES)
  if (settings.degree % 2 !== 0) throw new OptionError('degree', settings.degree, 'even numbers')
  checkNumber('rewire', settings.rewire, 0, 1)
  if (options.bridges !== undefined) checkInteger('bridges', options.bridges, 0, Math.floor(nodes / 2))
  checkLatency(settings.latency)
}

function checkLatency(latency: Latency): void {
  checkWord('latency', latency.kind, LATENCIES)
  switch (latency.kind) {
    case 'constant':
      return checkNumber('latency', latency.ms, 0, MAX_LATENCY_MS)
    case 'uniform':
      checkNumber('latency from', latency.fromMs, 0, MAX_LATENCY_MS)
      return checkNumber('latency to', latency.toMs, latency.fromMs, MAX_LATENCY_MS)
    case 'exponential':
      checkNumber('latency mean', latency.meanMs, 0, MAX_LATENCY_MS)
      return checkTail(latency)
    case 'log-normal':
      checkNumber('latency median', latency.medianMs, 0, MAX_LATENCY_MS)
      checkNumber('latency sigma', latency.sigma, 0, MAX_SIGMA)
      return checkTail(latency)
    case 'regions':
  }
}

function checkTail(latency: Latency): void {
  const longest = longestMs(latency)
  if (longest <= MAX_LATENCY_MS) return
  throw new OptionError(
    'latency',
    latency,
    `distributions that stay below ${MAX_LATENCY_MS} ms; this one reaches ${Math.round(longest)}`,
  )
}

function checkNumbers(options: EpidemicOptions, settings: EpidemicSettings): void {
  const { nodes } = settings
  checkNumber('drop', settings.drop, 0, 1)
  checkNumber('duplicate', settings.duplicate, 0, 1)
  if (options.intervalMs !== undefined)
    checkNumber('intervalMs', options.intervalMs, 1 / TICKS_PER_MS, MAX_DURATION_MS)
  checkInteger('repeatFanout', settings.repeatFanout, 0, Math.max(nodes, DEFAULT_OPTIONS.repeatFanout))
  checkWord('repeatTo', settings.repeatTo, REPEAT_TO)
  if (settings.ttl !== Infinity) checkInteger('ttl', settings.ttl, 0, MAX_TTL)
  if (settings.maxRounds !== Infinity) checkInteger('maxRounds', settings.maxRounds, 0, MAX_ROUNDS)
  checkNumber('antiEntropyMs', settings.antiEntropyMs, 0, MAX_DURATION_MS)
  checkWord('rumour feedback', settings.rumour.feedback, RUMOUR_FEEDBACKS)
  checkWord('rumour stop', settings.rumour.stop, RUMOUR_STOPS)
  checkInteger('rumour k', settings.rumour.k, 1, MAX_K)
  checkWord('dedup', settings.dedup, DEDUPS)
  checkInteger('bloomIds', settings.bloomIds, 1, MAX_MESSAGES)
  checkNumber('bloomFalsePositives', settings.bloomFalsePositives, 0.000_001, 0.5)
  checkNumber('dedupRetentionMs', settings.dedupRetentionMs, 1 / TICKS_PER_MS, MAX_DURATION_MS)
  checkNumber('durationMs', settings.durationMs, 1 / TICKS_PER_MS, MAX_DURATION_MS)
  checkInteger('messages', settings.messages, 1, MAX_MESSAGES)
  checkNumber('messageEveryMs', settings.messageEveryMs, 0, MAX_DURATION_MS)
  checkInteger('payloadBytes', settings.payloadBytes, 0, MAX_PAYLOAD_BYTES)
}

/** What is fine by itself, but not in this company. */
function checkTogether(settings: EpidemicSettings): void {
  const { strategy, topology, nodes, degree, messages } = settings
  if ((strategy === 'chain' || strategy === 'tree') && topology !== 'full') {
    throw new OptionError('topology', topology, `full, with strategy ${strategy}`)
  }
  if (strategy === 'anti-entropy' && settings.antiEntropyMs === 0) {
    throw new OptionError('antiEntropyMs', 0, 'more than 0, with strategy anti-entropy')
  }
  if (nodes * messages > MAX_CELLS) {
    throw new OptionError('messages', messages, `1 to ${Math.floor(MAX_CELLS / nodes)}, with ${nodes} nodes`)
  }
  const isListed = topology !== 'full' && topology !== 'two-regions'
  if (isListed && nodes * degree > MAX_LINKS) {
    throw new OptionError('degree', degree, `2 to ${Math.floor(MAX_LINKS / nodes)}, with ${nodes} nodes`)
  }
  if (topology === 'random-regular' && 2 * degree > nodes) {
    throw new OptionError('degree', degree, `2 to half of the nodes (${nodes}), with topology random-regular`)
  }
  if (strategy === 'flood' && !isListed && nodes * nodes > MAX_FLOOD_LINKS) {
    const most = Math.floor(Math.sqrt(MAX_FLOOD_LINKS))
    throw new OptionError('nodes', nodes, `1 to ${most}, with strategy flood and topology ${topology}`)
  }
  const { bloomIds: expectedIds, bloomFalsePositives: falsePositiveRate } = settings
  if (settings.dedup === 'bloom' && bloomBytes({ nodes, expectedIds, falsePositiveRate }) > MAX_BLOOM_BYTES) {
    throw new OptionError(
      'bloomIds',
      expectedIds,
      `fewer, with filters for ${nodes} nodes in ${MAX_BLOOM_BYTES} bytes`,
    )
  }
}
