import { seededStream } from '../../../base/rng.ts'
import { type Spread, spreadOf } from './spread-of-samples.ts'
import { type ClusterKind, settledCluster } from './settled-cluster.ts'

const VALUE = new Uint8Array(32)
const LIMIT_MS = 10_000
/** So that a change meets the rounds of the others at any phase. */
const PAUSE_MS = 1500

export interface UpdateFigures {
  readonly ms: Spread
  /** Frames per node and update beyond those of the idle mesh in the same time. */
  readonly framesPerNode: number
}

/** How long one changed key takes to be at all nodes. */
export function updateTime(kind: ClusterKind, seed: number, updates: number): UpdateFigures {
  const world = settledCluster(kind, seed)
  const random = seededStream(seed, 'updates')
  const idleFramesPerMs = idleRate(world)
  const samples: number[] = []
  let extraFrames = 0
  for (let update = 0; update < updates; update++) {
    world.play(PAUSE_MS * random.next())
    const writer = world.node(Math.floor(random.next() * world.nodes.length))
    const key = `key-${update}`
    const lacking = new Set(world.live.filter((node) => node !== writer))
    const beganMs = world.nowMs
    const framesBefore = world.frames()
    const stop = world.onEvent((node, event) => {
      if (event.kind === 'entry' && event.entry.key === key && lacking.delete(node) && lacking.size === 0)
        samples.push(world.nowMs - beganMs)
    })
    writer.command({ kind: 'set', key, type: 0, bytes: VALUE })
    if (!world.playUntil(() => lacking.size === 0, LIMIT_MS, kind.config.timing.probeIntervalMs))
      throw new Error(`seed ${seed}: ${lacking.size} nodes lack ${key} after ${LIMIT_MS} ms`)
    stop()
    // Frames that the update caused may still be on their way, or the reconciliation of some.
    world.play(PAUSE_MS)
    extraFrames += world.frames() - framesBefore - idleFramesPerMs * (world.nowMs - beganMs)
  }
  return { ms: spreadOf(samples), framesPerNode: extraFrames / updates / world.nodes.length }
}

const IDLE_SAMPLE_MS = 10_000

function idleRate(world: ReturnType<typeof settledCluster>): number {
  const before = world.frames()
  world.play(IDLE_SAMPLE_MS)
  return (world.frames() - before) / IDLE_SAMPLE_MS
}
