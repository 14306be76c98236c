import { type Spread, spreadOf } from './spread-of-samples.ts'
import { type ClusterKind, settledCluster } from './settled-cluster.ts'

const GAP_MS = 20
const LAST_CHANCE_MS = 30_000
const IDLE_SAMPLE_MS = 10_000
const BYTES = new TextEncoder().encode('Hello, cluster!')

export interface BroadcastFigures {
  /** Until the last live node had it. */
  readonly ms: Spread
  /** (node, broadcast) pairs that never came, and that came twice. */
  readonly missed: number
  readonly doubled: number
  /** Beyond those of the idle mesh in the same time. */
  readonly framesPerNode: number
}

/** Broadcasts from one node after the other. */
export function broadcastReach(
  kind: ClusterKind,
  seed: number,
  broadcasts: number,
  gapMs = GAP_MS,
): BroadcastFigures {
  const world = settledCluster(kind, seed)
  const idleBefore = world.frames()
  world.play(IDLE_SAMPLE_MS)
  const idlePerMs = (world.frames() - idleBefore) / IDLE_SAMPLE_MS
  const sentMs = new Map<string, number>()
  const lastMs = new Map<string, number>()
  const seen = new Set<string>()
  let doubled = 0
  world.onEvent((node, event) => {
    if (event.kind !== 'broadcast') return
    const at = `${event.name} ${node.name}`
    if (seen.has(at)) doubled++
    seen.add(at)
    lastMs.set(event.name, world.nowMs)
  })
  const beganMs = world.nowMs
  const framesBefore = world.frames()
  for (let index = 0; index < broadcasts; index++) {
    const name = `b${index}`
    sentMs.set(name, world.nowMs)
    world.node(index % kind.nodes).command({ kind: 'broadcast', id: name, name, bytes: BYTES })
    world.play(gapMs)
  }
  // The origin knows what it has sent.
  const expected = broadcasts * (kind.nodes - 1)
  world.playUntil(() => seen.size >= expected, LAST_CHANCE_MS, 100)
  const extraFrames = world.frames() - framesBefore - idlePerMs * (world.nowMs - beganMs)
  const samples = [...sentMs].map(([name, ms]) => (lastMs.get(name) ?? Number.POSITIVE_INFINITY) - ms)
  return {
    ms: spreadOf(samples),
    missed: expected - seen.size,
    doubled,
    framesPerNode: extraFrames / broadcasts / kind.nodes,
  }
}
