import { DEFAULT_CLUSTER } from '../cluster/cluster-options.ts'
import { runCluster } from '../cluster/run-cluster.ts'

export interface DetectionRow {
  readonly nodes: number
  /** Everybody says "I am alive" to everybody once a second: messages sent a second and node. */
  readonly heartbeats: number
  /** Measured: what the real engine sends a second and node, membership and reconciliation and all. */
  readonly swimMessages: number
  readonly swimBytes: number
  /** From the death of one node to the first and to the last of the others that holds it for dead. */
  readonly firstAfterMs?: number
  readonly lastAfterMs?: number
  readonly falseDeaths: number
}

const DURATION_MS = 60_000
const DEATH_AT_MS = 20_000

/** Heartbeats to all against the mesh's own failure detection, which asks one other at a time. */
export function compareDetection(
  sizes: readonly number[],
  seed: number,
  onProgress: (share: number) => void,
): DetectionRow[] {
  return sizes.map((nodes, index) => {
    onProgress(index / sizes.length)
    return detectionRow(nodes, seed)
  })
}

function detectionRow(nodes: number, seed: number): DetectionRow {
  const victim = nodes - 1
  const { traffic, deaths, mistakes } = runCluster({
    ...DEFAULT_CLUSTER,
    seed,
    nodes,
    durationMs: DURATION_MS,
    writes: 0,
    broadcasts: 0,
    schedule: {
      ...DEFAULT_CLUSTER.schedule,
      kills: [{ nodes: [{ from: victim, to: victim }], atMs: DEATH_AT_MS }],
    },
  })
  const [death] = deaths
  return {
    nodes,
    heartbeats: nodes - 1,
    swimMessages: traffic.framesPerSecondAndNode,
    swimBytes: traffic.bytesPerSecondAndNode,
    ...(death?.firstAfterMs !== undefined && { firstAfterMs: death.firstAfterMs }),
    ...(death?.lastAfterMs !== undefined && { lastAfterMs: death.lastAfterMs }),
    falseDeaths: mistakes.falseDeaths,
  }
}
