import type { RandomStream } from '../../base/rng.ts'
import { sample } from '../../gossip/membership/sample.ts'
import type { ClusterWorld } from './cluster-world.ts'
import type { SimNode } from './sim-node.ts'

/** Seeds of the mesh: they always come back, and everyone who starts knows them. */
export const SEED_NODES = 2

/** Joins by the seed nodes and some others, of whom some may be down. */
export function joinBySeeds(world: ClusterWorld, random: RandomStream, node: SimNode): void {
  const names = world.nodes.map(({ address }) => address).filter((address) => address !== node.address)
  const some = sample(random, names.slice(SEED_NODES), 1)
  node.command({ kind: 'join', addresses: [...names.slice(0, SEED_NODES), ...some] })
}
