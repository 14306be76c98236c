import type { History } from '../../history/operation.ts'
import { canonical } from '../../json.ts'
import type { KafkaOperation, PollOperation } from './kafka-operations.ts'
import type { KeyLog } from './log-of-key.ts'

export interface RealtimeLag {
  /** Seconds. */
  readonly time: number
  readonly process: number
  readonly key: string
  readonly lag: number
}

interface Known {
  readonly offset: number
  readonly sinceMs: number
}

/** By how much the most outdated poll was behind: how long the first message it did not return had been acknowledged. */
export function worstRealtimeLag(
  history: History<KafkaOperation>,
  logs: ReadonlyMap<string, KeyLog>,
): RealtimeLag | null {
  const known = new Map([...logs].map(([key, log]) => [key, knownSince(log)]))
  let worst: RealtimeLag | null = null
  for (const operation of history) {
    if (operation.f !== 'poll' || operation.outcome !== 'ok') continue
    for (const [key, position] of positionsAfter(operation)) {
      const missed = firstFrom(known.get(key) ?? [], position)
      const lag = missed ? (operation.invokedMs - missed.sinceMs) / 1000 : 0
      if (lag <= (worst?.lag ?? 0)) continue
      worst = { time: operation.invokedMs / 1000, process: operation.process, key, lag }
    }
  }
  return worst
}

function positionsAfter({ value, result }: PollOperation): [string, number][] {
  return Object.entries(value).map(([key, asked]) => {
    const last = result?.msgs[key]?.at(-1)
    return [key, last ? last[0] + 1 : asked]
  })
}

/** By rising offset: since when it was known that this or a later message exists. */
function knownSince({ sends, polledAt }: KeyLog): Known[] {
  const placed = sends.flatMap(({ offset, msg, operation }) => {
    if (offset === undefined) return []
    const polledMs = polledAt.get(canonical(msg))?.ms ?? Infinity
    return [{ offset, sinceMs: Math.min(operation.completedMs, polledMs) }]
  })
  let sinceMs = Infinity
  return placed
    .toSorted((a, b) => b.offset - a.offset)
    .map((one) => {
      sinceMs = Math.min(sinceMs, one.sinceMs)
      return { offset: one.offset, sinceMs }
    })
    .toReversed()
}

function firstFrom(known: readonly Known[], position: number): Known | undefined {
  let [low, high] = [0, known.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((known[middle]?.offset ?? 0) < position) low = middle + 1
    else high = middle
  }
  return known[low]
}
