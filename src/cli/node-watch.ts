import { errorMessage } from '../base/errors.ts'
import { NodeClosedError } from '../gossip/sdk/errors.ts'
import type { GossipNode } from '../gossip/sdk/gossip-node.ts'
import { printable } from './mesh-printable.ts'
import type { OpenedLayer } from './mesh-secrets.ts'
import type { SeedSilence } from './node-silence.ts'
import { tell } from './terminal.ts'

/** How long a node that joins waits before it says that nobody has answered yet. */
const SILENCE_IS_TOLD_MS = 2_000
/** A busy machine makes every process stand still for less. */
const STALL_IS_TOLD_MS = 1_000
/** Of each reason, refused links are told only so often: whoever can reach the port can cause them. */
const FAULT_PAUSE_MS = 60_000
const MAX_FAULT_REASONS = 64

/** Goes on trying until one answers; a refusal by all of them ends the node. */
export function joinRoutes(node: GossipNode, silence: SeedSilence, onRefused: () => void): void {
  const { routes } = silence
  if (routes.length === 0) return
  const timer = setTimeout(() => {
    tell(`no seed has answered yet (${silence.text}); trying again and again, with growing pauses`)
  }, SILENCE_IS_TOLD_MS)
  node
    .join(routes, { keepTrying: true })
    .then((contacted) => tell(`joined the mesh through ${contacted} of ${routes.length} routes`))
    .catch((error: unknown) => {
      if (error instanceof NodeClosedError) return
      // A seed may have put anything into its reason.
      tell(printable(errorMessage(error)))
      onRefused()
    })
    .finally(() => clearTimeout(timer))
}

/** Says what a person should know of, and when the node cannot go on. Gives back how to stop. */
export function tellTroubles(node: GossipNode, onEnd: () => void): () => void {
  const faultsTold = new Map<string, number>()
  return node.onEvent((event) => {
    switch (event.kind) {
      case 'displaced':
        tell(`another node goes by the name "${node.name}" now: give each node a name of its own`)
        return onEnd()
      case 'closed':
        tell(`the node ${event.reason}`)
        return onEnd()
      case 'overload':
        return tell(
          event.begins
            ? `overload of ${event.what}: ${event.detail}`
            : `the overload of ${event.what} is over`,
        )
      case 'stalled':
        return event.ms < STALL_IS_TOLD_MS
          ? undefined
          : tell(`this process stood still for ${Math.round(event.ms)} ms`)
      case 'fault': {
        const { from, reason } = event
        const nowMs = performance.now()
        if (
          nowMs - (faultsTold.get(reason) ?? -Infinity) < FAULT_PAUSE_MS ||
          faultsTold.size >= MAX_FAULT_REASONS
        )
          return
        faultsTold.set(reason, nowMs)
        return tell(`a link was refused: ${reason}${from === '' ? '' : ` (${from})`}`)
      }
      case 'reborn':
        return tell('a later start of this node was known: it has begun anew above that')
      default:
    }
  })
}

export function reloadOnHangup(reload: OpenedLayer['reload']): () => void {
  const listener = () => {
    if (!reload) return tell('SIGHUP: this node has no certificates to read again')
    reload()
      .then((done) =>
        tell(done.ok ? 'the TLS files were read again' : `the TLS files stay as they were: ${done.reason}`),
      )
      .catch((error: unknown) => tell(errorMessage(error)))
  }
  process.on('SIGHUP', listener)
  return () => void process.off('SIGHUP', listener)
}
