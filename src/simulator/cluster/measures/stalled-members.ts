import { type ClusterKind, settledCluster } from './settled-cluster.ts'

export interface Stalls {
  /** Frozen: the process stands still. Mute: it runs, but reads and writes no frame. */
  readonly kind: 'frozen' | 'mute'
  readonly members: number
  readonly stalledMs: number
  readonly openMs: number
  readonly totalMs: number
}

/** How often, anywhere, a healthy member was declared dead while some others were stalled again and again. */
export function healthyDeclaredDead(kind: ClusterKind, seed: number, stalls: Stalls): number {
  const world = settledCluster(kind, seed)
  const slow = world.nodes.slice(-stalls.members)
  const healthy = new Set(world.nodes.slice(0, -stalls.members).map(({ name }) => name))
  let deaths = 0
  world.onEvent((_node, event) => {
    if (event.kind === 'member' && event.change === 'died' && healthy.has(event.member.name)) deaths++
  })
  const endMs = world.nowMs + stalls.totalMs
  while (world.nowMs < endMs) {
    for (const node of slow) {
      if (stalls.kind === 'mute') node.mute()
      else node.stall()
    }
    world.play(stalls.stalledMs)
    for (const node of slow) node.goOn()
    world.play(stalls.openMs)
  }
  return deaths
}
