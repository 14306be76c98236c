import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import type { SimNode } from '../sim-node.ts'
import { type Programs, stampIn } from './programs.ts'

export interface Violation {
  readonly rule: string
  readonly detail: string
}

interface Seen {
  readonly broadcasts: Set<string>
  /** By owner and key, the highest stamp ever shown. */
  readonly stamps: Map<string, string>
  /** Members that have been met, and since when the first exchange after that is over. */
  readonly met: Set<string>
  readonly connectedMs: Map<string, number>
}

/** What must hold at every moment, however broken the world is. */
export class Safety {
  readonly violations: Violation[] = []
  readonly #programs: Programs
  readonly #corrupts: boolean
  readonly #seen = new Map<SimNode, Seen>()

  constructor(programs: Programs, corrupts: boolean) {
    this.#programs = programs
    this.#corrupts = corrupts
  }

  see(node: SimNode, event: MeshEvent, nowMs: number): void {
    const seen = this.#of(node)
    switch (event.kind) {
      case 'broadcast':
        return this.#broadcast(node, event.name, seen)
      case 'entry':
        if (event.entry.kind !== 'value' || event.owner === node.name) return
        return this.#value(node, `${event.owner} ${event.entry.key}`, stampIn(event.entry.bytes), seen)
      case 'displaced':
        return this.#violated('nobody is displaced', `${node.name} by generation ${event.generation}`)
      case 'fault':
        if (!this.#corrupts) this.#violated('sound frames are understood', `${node.name}: ${event.reason}`)
        return
      case 'join-refused':
        return this.#violated('nobody is refused', `${node.name}: ${event.code}`)
      case 'member':
        if (event.change === 'joined') seen.met.add(event.member.name)
        return
      case 'round':
        for (const name of seen.met) if (!seen.connectedMs.has(name)) seen.connectedMs.set(name, nowMs)
    }
  }

  broadcastsAt(node: SimNode): ReadonlySet<string> {
    return this.#of(node).broadcasts
  }

  /** Since when a process has had to do with another member. */
  connectedMs(node: SimNode, to: string): number | undefined {
    return this.#of(node).connectedMs.get(to)
  }

  #broadcast(node: SimNode, name: string, seen: Seen): void {
    if (name === 'limited') return
    if (seen.broadcasts.has(name)) this.#violated('no broadcast comes twice', `${name} at ${node.name}`)
    if (!this.#programs.published.has(name)) this.#violated('nothing is made up', `${name} at ${node.name}`)
    seen.broadcasts.add(name)
  }

  #value(node: SimNode, where: string, stamp: string, seen: Seen): void {
    const before = seen.stamps.get(where)
    if (before !== undefined && stamp <= before)
      this.#violated('values never go back', `${where} at ${node.name}: ${stamp} after ${before}`)
    seen.stamps.set(where, stamp)
  }

  #of(node: SimNode): Seen {
    const known = this.#seen.get(node)
    if (known) return known
    const seen: Seen = { broadcasts: new Set(), stamps: new Map(), met: new Set(), connectedMs: new Map() }
    this.#seen.set(node, seen)
    return seen
  }

  #violated(rule: string, detail: string): void {
    this.violations.push({ rule, detail })
  }
}
