import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import type { Violation } from '../../world/violation.ts'
import { Connections } from '../connections.ts'
import type { SimNode } from '../sim-node.ts'
import type { ChaosPlan } from './chaos-plan.ts'
import { type Programs, stampIn } from './programs.ts'

interface Seen {
  readonly broadcasts: Set<string>
  /** By owner and key, the highest stamp ever shown. */
  readonly stamps: Map<string, string>
}

/** What must hold at every moment, however broken the world is. */
export class Safety {
  readonly violations: Violation[] = []
  readonly #programs: Programs
  readonly #corrupts: boolean
  readonly #maxWaiting: number
  readonly #seen = new Map<SimNode, Seen>()
  /** Names of which there may have been two, or one that began with an old generation. */
  readonly contested = new Set<string>()
  readonly #connections = new Connections()

  constructor(programs: Programs, { frames, config }: Pick<ChaosPlan, 'frames' | 'config'>) {
    this.#programs = programs
    this.#corrupts = frames.corruptShare > 0
    this.#maxWaiting = config.maxWaitingWrites
  }

  /** A node's program has done something: now its queues are at their longest. */
  acted(node: SimNode): void {
    const { waitingWrites } = node.engine.status()
    if (waitingWrites > this.#maxWaiting)
      this.#violated('no queue outgrows its bound', `${waitingWrites} changes wait at ${node.name}`)
  }

  see(node: SimNode, event: MeshEvent, nowMs: number): void {
    this.#connections.see(node, event, nowMs)
    const seen = this.#of(node)
    switch (event.kind) {
      case 'broadcast':
        return this.#broadcast(node, event.name, seen)
      case 'entry':
        if (event.entry.kind !== 'value' || event.owner === node.name) return
        return this.#value(node, `${event.owner} ${event.entry.key}`, stampIn(event.entry.bytes), seen)
      case 'displaced':
        if (this.contested.has(node.name)) return
        return this.#violated('nobody is displaced', `${node.name} by generation ${event.generation}`)
      case 'fault':
        if (!this.#corrupts) this.#violated('sound frames are understood', `${node.name}: ${event.reason}`)
        return
      case 'join-refused':
        if (event.code === 'generation_behind' && event.knownGeneration < node.generation)
          return this.#violated('no refusal of an earlier start is believed', node.name)
        if (this.contested.has(node.name)) return
        return this.#violated('nobody is refused', `${node.name}: ${event.code}`)
    }
  }

  broadcastsAt(node: SimNode): ReadonlySet<string> {
    return this.#of(node).broadcasts
  }

  /** Since when a process has had to do with another member. */
  connectedMs(node: SimNode, to: string): number | undefined {
    return this.#connections.sinceMs(node, to)
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
    const seen: Seen = { broadcasts: new Set(), stamps: new Map() }
    this.#seen.set(node, seen)
    return seen
  }

  #violated(rule: string, detail: string): void {
    this.violations.push({ rule, detail })
  }
}
