import type { RandomStream } from '../../base/rng.ts'
import { RotatingBloom } from '../broadcast/rotating-bloom.ts'
import { SeenWindow } from '../broadcast/seen-window.ts'
import type { Seen } from '../broadcast/seen.ts'
import type { MemberTable } from '../membership/member-table.ts'
import { sample } from '../membership/sample.ts'
import { MAX_HOPS } from '../wire/limits.ts'
import type { LimitedEvent } from '../wire/messages.ts'
import type { EngineConfig } from './config.ts'
import type { Outbox } from './outbox.ts'

export interface LimitedEventParts {
  readonly config: EngineConfig
  readonly table: MemberTable
  readonly outbox: Outbox
  readonly random: RandomStream
}

/** Broadcasts that go a limited number of hops: each node passes one on once, to a few others at random. */
export class LimitedEvents {
  readonly #parts: LimitedEventParts
  readonly #seen: Seen

  constructor(parts: LimitedEventParts) {
    this.#parts = parts
    this.#seen = seenOf(parts.config)
  }

  send(id: string, name: string, bytes: Uint8Array, ttl: number, nowMs: number): void {
    const { table } = this.#parts
    const origin = table.self.row.name
    this.#seen.seen(id, nowMs)
    this.#pass({ type: 'limited-event', origin, id, name, bytes, ttl, hops: 0 }, [])
  }

  received(from: string | undefined, event: LimitedEvent, nowMs: number): void {
    const { outbox } = this.#parts
    if (this.#seen.seen(event.id, nowMs)) return
    const { origin, name, bytes } = event
    outbox.event({ kind: 'broadcast', origin, name, bytes })
    this.#pass(
      { ...event, hops: Math.min(event.hops + 1, MAX_HOPS) },
      from === undefined ? [origin] : [origin, from],
    )
  }

  #pass(event: LimitedEvent, not: readonly string[]): void {
    if (event.ttl <= 0 || event.hops >= MAX_HOPS) return
    const { config, table, random, outbox } = this.#parts
    const others = table.others().filter((name) => !not.includes(name))
    for (const name of sample(random, others, config.fanout)) {
      const address = table.get(name)?.row.address
      if (address !== undefined) outbox.send(address, { ...event, ttl: event.ttl - 1 })
    }
  }
}

/** A limited broadcast lives for as many hops as its ttl says, each a moment long: far less than this. */
const LONGEST_LIFE_MS = 60_000
const FALSE_POSITIVE_RATE = 0.001

function seenOf({ dedup, seenMs, maxSeen }: EngineConfig): Seen {
  const times = { retentionMs: seenMs, longestLifeMs: LONGEST_LIFE_MS }
  return dedup === 'window'
    ? new SeenWindow({ ...times, maxIds: maxSeen })
    : new RotatingBloom({ ...times, expectedIds: maxSeen, falsePositiveRate: FALSE_POSITIVE_RATE })
}
