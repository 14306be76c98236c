import { phased } from '../spread/phased.ts'
import { broadcastBy } from './broadcast.ts'

/**
 * With 100 ms between nodes an entry is everywhere 100 + 100.5 ms after the flush that takes it; so the longest way is a
 * period and 201 ms.
 */
const PERIOD_MS = 392
/** Within the same limits as the reference bench measures them, with fewer messages. */
const WIDE_PERIOD_MS = 450
const THROUGHPUT_PERIOD_MS = 1620
const DIRECT_PERIOD_MS = 400
/** What one node gets within so little time goes out together. */
const DIRECT_HOLD_MS = 1

export const single = broadcastBy(() => ({ publish: () => {}, announce: () => {}, handlers: {} }))

export const allToAll = broadcastBy(
  phased({ periodMs: DIRECT_PERIOD_MS, onPublish: 'direct', holdMs: DIRECT_HOLD_MS }),
)

export const tree = broadcastBy(
  phased({ periodMs: DIRECT_PERIOD_MS, onPublish: 'to-hub', hub: 'first', holdMs: 0 }),
)

export const batched = broadcastBy(phased({ periodMs: PERIOD_MS }))

export const wide = broadcastBy(phased({ periodMs: WIDE_PERIOD_MS }))

export const throughput = broadcastBy(phased({ periodMs: THROUGHPUT_PERIOD_MS }))

export const auto = broadcastBy(phased({ periodMs: PERIOD_MS, onPublish: 'direct-when-idle' }))
