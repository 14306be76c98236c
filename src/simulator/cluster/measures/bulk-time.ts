import { type ClusterKind, settledCluster } from './settled-cluster.ts'

const VALUE_BYTES = 32
const LIMIT_MS = 60_000
const STEP_MS = 10

export interface BulkFigures {
  readonly ms: number
  readonly megabytes: number
}

/** How long many keys of one writer take to be at all nodes, and what that sends in all, idle rounds included. */
export function bulkTime(kind: ClusterKind, seed: number, keys: number): BulkFigures {
  const world = settledCluster(kind, seed)
  const lacking = new Map(world.nodes.slice(1).map((node) => [node, keys]))
  const beganMs = world.nowMs
  const bytesBefore = world.bytes()
  let doneMs = Number.NaN
  world.onEvent((node, event) => {
    if (event.kind !== 'entry') return
    const left = (lacking.get(node) ?? 0) - 1
    if (left > 0) lacking.set(node, left)
    else lacking.delete(node)
    if (lacking.size === 0) doneMs = world.nowMs - beganMs
  })
  const writer = world.node(0)
  for (let key = 0; key < keys; key++) {
    const bytes = new Uint8Array(VALUE_BYTES).fill(key)
    writer.command({ kind: 'set', key: `key-${key}`, type: 0, bytes })
  }
  if (!world.playUntil(() => lacking.size === 0, LIMIT_MS, STEP_MS))
    throw new Error(`seed ${seed}: ${lacking.size} nodes lack keys after ${LIMIT_MS} ms`)
  return { ms: doneMs, megabytes: (world.bytes() - bytesBefore) / 1e6 }
}
