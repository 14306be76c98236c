import type { GossipNode } from '../gossip/sdk/gossip-node.ts'
import type { NodeEvent } from '../gossip/sdk/node-event.ts'
import { msOfNanos } from '../gossip/crdt/nanos.ts'
import { lwwJson } from '../gossip/shared/built-in-types.ts'
import type { MeshMetrics, MeshReadings } from '../telemetry/mesh-metrics.ts'

/** What is older was not on its way all the time: this node has joined late, or was cut off. */
const LONGEST_WAY_MS = 60_000

/** Reports what happens in a node to its metrics. */
export function measureNode(node: GossipNode, metrics: MeshMetrics): void {
  metrics.observe(() => readings(node))
  node.onEvent((event) => measure(node, metrics, event))
}

function measure(node: GossipNode, metrics: MeshMetrics, event: NodeEvent): void {
  if ('member' in event) {
    const { name, generation, isSelf } = event.member
    if (!isSelf) metrics.memberChanged(event.kind, name, generation)
    return
  }
  switch (event.kind) {
    case 'round':
      return metrics.roundEnded(event.roundTripMs, event.mismatch)
    case 'delta':
      return event.owner === node.name ? undefined : metrics.deltaApplied()
    case 'change':
      return age(node, metrics, event.key)
    case 'broadcast':
      return metrics.broadcastReceived()
    case 'overload':
      return event.begins ? metrics.overloaded(event.what) : undefined
    case 'stalled':
      return metrics.stalled()
    case 'fault':
      return metrics.faulted()
    default:
  }
}

/** Values that the latest write wins say when and by whom they were written. */
function age(node: GossipNode, metrics: MeshMetrics, key: string): void {
  const stamp = node.get(key, lwwJson)?.stamp
  if (!stamp || stamp.node === node.name) return
  const ageMs = Date.now() - msOfNanos(stamp.nanos)
  if (ageMs < LONGEST_WAY_MS) metrics.arrivedAfter(ageMs / 1000)
}

function readings(node: GossipNode): MeshReadings {
  const { transport, engine, members, unwritten } = node.stats()
  const { suspect: suspicious, ...others } = members
  const live = node
    .members()
    .filter(({ isSelf, status }) => !isSelf && (status === 'alive' || status === 'suspect'))
  return {
    ...transport,
    members: { ...others, suspicious },
    phi: live.map(({ name }) => [name, node.phi(name)]),
    entries: engine.entries,
    entryBytes: engine.bytes,
    waitingWrites: engine.waitingWrites + unwritten,
    updatesPerSecond: engine.updatesPerSecond,
    localHealth: engine.localHealth,
  }
}
