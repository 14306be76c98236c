import type { EngineConfig } from '../../../gossip/engine/config.ts'
import type { LinkQuality } from '../../world/links.ts'
import { ClusterWorld } from '../cluster-world.ts'

const JOIN_WITHIN_MS = 1000
const SETTLE_MS = 20_000

export interface ClusterKind {
  readonly config: EngineConfig
  readonly nodes: number
  readonly links?: LinkQuality
}

/** A mesh in which everyone knows everyone and nothing is left to be told. */
export function settledCluster(kind: ClusterKind, seed: number, settleMs = SETTLE_MS): ClusterWorld {
  const world = new ClusterWorld({ seed, ...kind })
  world.form(JOIN_WITHIN_MS, settleMs)
  const missing = world.nodes.filter((node) => node.engine.liveCount() !== kind.nodes)
  if (missing.length > 0)
    throw new Error(
      `seed ${seed}: ${missing.length} of ${kind.nodes} nodes do not see everyone after ${settleMs} ms`,
    )
  return world
}
