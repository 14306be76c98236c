import { type ClusterKind, settledCluster } from './settled-cluster.ts'

/** How often, anywhere, a node was declared dead while nothing but the network was bad. */
export function falseDeaths(kind: ClusterKind, seed: number, seconds: number): number {
  const world = settledCluster(kind, seed)
  let deaths = 0
  world.onEvent((_node, event) => {
    if (event.kind === 'member' && event.change === 'died') deaths++
  })
  world.play(seconds * 1000)
  return deaths
}
