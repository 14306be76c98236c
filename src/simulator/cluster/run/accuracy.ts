import type { AccuracySample } from '../cluster-report.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { SimNode } from '../sim-node.ts'

/** How right all live nodes are about everyone else at this moment. */
export function accuracyOf(world: ClusterWorld, atMs: number): AccuracySample {
  const { live } = world
  const truth = new Map<string, SimNode>()
  for (const node of live) truth.set(node.name, node)
  const names = new Set(world.nodes.map(({ name }) => name))
  const sample = { atMs, liveNodes: live.length, missing: 0, suspected: 0, lingering: 0 }
  const states = new Set<string>()
  for (const observer of live) {
    const { low, high } = observer.engine.status().hash
    states.add(`${low} ${high}`)
    const unseen = new Set(truth.keys())
    unseen.delete(observer.name)
    for (const { name, generation, status } of observer.engine.members()) {
      if (name === observer.name) continue
      const isHeldLive = status === 'alive' || status === 'suspect'
      const isLive = truth.get(name)?.generation === generation
      if (!isHeldLive) continue
      if (!isLive) {
        if (!truth.has(name)) sample.lingering += 1
        continue
      }
      unseen.delete(name)
      if (status === 'suspect') sample.suspected += 1
    }
    sample.missing += unseen.size
  }
  const pairs = live.length * (names.size - 1)
  const wrong = sample.missing + sample.suspected + sample.lingering
  return { ...sample, accuracy: pairs === 0 ? 1 : (pairs - wrong) / pairs, states: states.size }
}
