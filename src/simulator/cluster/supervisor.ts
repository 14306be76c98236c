import type { MeshEvent } from '../../gossip/engine/effect.ts'
import type { ClusterWorld } from './cluster-world.ts'
import type { SimNode } from './sim-node.ts'

/**
 * What a program with a node in it does about its own name, and who starts it again when it ends. One that began with a
 * generation which the mesh knows to be old begins anew above it, as `createNode` does; so does one that learns it as a
 * member, after an end. One whose name another process has taken ends for good.
 */
export class Supervisor {
  readonly #world: ClusterWorld
  readonly #join: (node: SimNode) => void

  constructor(world: ClusterWorld, join: (node: SimNode) => void) {
    this.#world = world
    this.#join = join
  }

  see(node: SimNode, event: MeshEvent): void {
    // Not in the middle of the step that told it.
    if (event.kind === 'join-refused' && event.code === 'generation_behind')
      this.#later(node, () => this.#beginAbove(node, event.knownGeneration))
    else if (event.kind === 'displaced' && event.address === node.address)
      this.#later(node, () => this.#beginAbove(node, event.generation))
    else if (event.kind === 'displaced' || (event.kind === 'join-refused' && event.code === 'name_taken'))
      this.#later(node, () => node.kill())
  }

  #beginAbove(node: SimNode, known: number): void {
    const generation = Math.max(known, node.generation) + 1
    this.#join(this.#world.start(node.name, node.address, { generation }))
  }

  #later(node: SimNode, act: () => void): void {
    this.#world.scheduler.after(0, () => {
      if (node.isAlive) act()
    })
  }
}
