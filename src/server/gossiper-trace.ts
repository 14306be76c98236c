import { errorMessage } from '../base/errors.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { type EndedRound, type RoundSpan, roundSpan } from '../gossip/sdk/round-span.ts'
import type { GossiperEvents } from '../players/ports.ts'

export interface TraceParts {
  readonly events: GossiperEvents
  readonly runtime: Runtime
  readonly log: Logger
  /** Called with each exchange that this node began, when it has ended, well or not. */
  readonly onSpan: (span: RoundSpan) => void
}

const SPAN_ID_DIGITS = 16

/** Events that are told as spans too. A hook that throws disturbs no gossip. */
export function traced({ events, runtime, log, onSpan }: TraceParts): GossiperEvents {
  const hexId = () => runtime.newId().replaceAll('-', '')
  const tell = (round: EndedRound) => {
    try {
      onSpan(
        roundSpan(round, runtime.wallNowMs(), { traceId: hexId(), spanId: hexId().slice(-SPAN_ID_DIGITS) }),
      )
    } catch (error) {
      log.error('a trace hook failed', { error: errorMessage(error) })
    }
  }
  return {
    ...events,
    exchanged(peer, same, seconds) {
      events.exchanged(peer, same, seconds)
      tell({ peer, durationMs: seconds * 1000, mismatch: !same })
    },
    exchangeFailed(peer, reason, seconds) {
      events.exchangeFailed(peer, reason, seconds)
      tell({ peer, durationMs: seconds * 1000, failure: reason })
    },
  }
}
