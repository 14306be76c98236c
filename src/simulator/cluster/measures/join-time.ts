import { ClusterWorld } from '../cluster-world.ts'
import type { ClusterKind } from './settled-cluster.ts'

const LIMIT_MS = 60_000
const STEP_MS = 10

/** How long it takes until everyone sees everyone when all ask one seed node to join at the same moment. */
export function joinTime(kind: ClusterKind, seed: number): number {
  const world = new ClusterWorld({ seed, ...kind })
  world.play(1000)
  const beganMs = world.nowMs
  const [first, ...others] = world.nodes
  if (!first) return 0
  for (const node of others) node.command({ kind: 'join', addresses: [first.address] })
  const complete = () => world.nodes.every((node) => node.engine.liveCount() === kind.nodes)
  if (!world.playUntil(complete, LIMIT_MS, STEP_MS))
    throw new Error(`seed ${seed}: not complete after ${LIMIT_MS} ms`)
  return world.nowMs - beganMs
}
