import { seededStream } from '../../../base/rng.ts'
import type { SimNode } from '../sim-node.ts'
import { type Spread, spreadOf } from './spread-of-samples.ts'
import { type ClusterKind, settledCluster } from './settled-cluster.ts'

const LIMIT_MS = 120_000
const PAUSE_MS = 2000
const BACK_MS = 30_000

/** How long the death of a node takes to be known to the last of the others. It is started again between two deaths. */
export function deathTime(kind: ClusterKind, seed: number, deaths: number): Spread {
  const world = settledCluster(kind, seed)
  const random = seededStream(seed, 'deaths')
  const samples: number[] = []
  for (let death = 0; death < deaths; death++) {
    world.play(PAUSE_MS * random.next())
    const index = Math.floor(random.next() * world.nodes.length)
    const victim = world.node(index)
    victim.kill()
    const beganMs = world.nowMs
    const unaware = new Set<SimNode>(world.live)
    const stop = world.onEvent((node, event) => {
      if (
        event.kind === 'member' &&
        event.change === 'died' &&
        event.member.name === victim.name &&
        unaware.delete(node) &&
        unaware.size === 0
      )
        samples.push(world.nowMs - beganMs)
    })
    if (!world.playUntil(() => unaware.size === 0, LIMIT_MS, 100))
      throw new Error(
        `seed ${seed}: ${unaware.size} nodes do not know of the death of ${victim.name} after ${LIMIT_MS} ms`,
      )
    stop()
    const back = world.start(victim.name, victim.address)
    const helper = world.node(index === 0 ? 1 : 0)
    back.command({ kind: 'join', addresses: [helper.address] })
    world.play(BACK_MS)
  }
  return spreadOf(samples)
}
