import { unsettledMembers } from '../settled-members.ts'
import type { SimNode } from '../sim-node.ts'
import { type Programs, stampIn } from './programs.ts'
import type { Violation } from '../../world/violation.ts'
import type { Safety } from './safety.ts'

/** What is not yet as it has to be once everything is healed: the same everywhere, and what the owners say. */
export function unsettled(live: readonly SimNode[], programs: Programs): Violation[] {
  return [...unsettledMembers(live), ...live.flatMap((node) => keyFaults(node, live, programs))]
}

function keyFaults({ name, engine }: SimNode, live: readonly SimNode[], programs: Programs): Violation[] {
  const rule = "everyone has the owners' keys"
  return live.flatMap((owner) => {
    const held = new Map([...engine.entries(owner.name)].map(({ key, bytes }) => [key, stampIn(bytes)]))
    const truth = programs.keysOf(owner)
    const lacking = [...truth].filter(([key, stamp]) => held.get(key) !== stamp).map(([key]) => key)
    const extra = [...held.keys()].filter((key) => !truth.has(key))
    if (lacking.length + extra.length === 0) return []
    return [
      { rule, detail: `${name} of ${owner.name}: lacks ${lacking.join()}, has ${extra.join()} too many` },
    ]
  })
}

/** Broadcasts of processes that have survived, at processes that were connected before: none may be missing. */
export function missedBroadcasts(live: readonly SimNode[], programs: Programs, safety: Safety): Violation[] {
  const faults: Violation[] = []
  for (const [name, { origin, atMs }] of programs.published) {
    if (!live.includes(origin)) continue
    for (const node of live) {
      const connectedMs = safety.connectedMs(node, origin.name)
      if (node === origin || connectedMs === undefined || connectedMs >= atMs) continue
      if (!safety.broadcastsAt(node).has(name))
        faults.push({ rule: 'no broadcast is lost', detail: `${name} of ${origin.name} at ${node.name}` })
    }
  }
  return faults
}
