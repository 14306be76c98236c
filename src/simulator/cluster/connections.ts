import type { MeshEvent } from '../../gossip/engine/effect.ts'
import type { SimNode } from './sim-node.ts'

interface Known {
  /** Members that have been met, and since when the first exchange after that is over. */
  readonly met: Set<string>
  readonly connectedMs: Map<string, number>
}

/** Since when each process has had to do with each other member: from then on it may miss nothing of it. */
export class Connections {
  readonly #known = new Map<SimNode, Known>()

  see(node: SimNode, event: MeshEvent, nowMs: number): void {
    if (event.kind === 'member' && event.change === 'joined') this.#of(node).met.add(event.member.name)
    if (event.kind !== 'round') return
    const { met, connectedMs } = this.#of(node)
    if (met.size === 0) return
    for (const name of met) if (!connectedMs.has(name)) connectedMs.set(name, nowMs)
    met.clear()
  }

  sinceMs(node: SimNode, to: string): number | undefined {
    return this.#known.get(node)?.connectedMs.get(to)
  }

  #of(node: SimNode): Known {
    const known = this.#known.get(node) ?? { met: new Set(), connectedMs: new Map() }
    this.#known.set(node, known)
    return known
  }
}
