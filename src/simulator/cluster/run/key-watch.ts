import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import type { SimNode } from '../sim-node.ts'
import type { SpreadMs } from '../cluster-report.ts'
import { spreadMs } from './broadcast-watch.ts'

interface Write {
  readonly writer: SimNode
  readonly key: string
  readonly version: number
  readonly atMs: number
  /** Those that lived when it was written and have not seen it or a later one. */
  readonly lacking: Set<SimNode>
}

/** How long each write takes to be everywhere: the writer's own entry, or a later one in its place. */
export class KeyWatch {
  readonly #open = new Map<string, Write[]>()
  readonly #samples: number[] = []

  written(writer: SimNode, key: string, live: readonly SimNode[], nowMs: number): void {
    const version = writer.engine.get(writer.name, key)?.version
    if (version === undefined) return
    const lacking = new Set(live.filter((node) => node !== writer))
    if (lacking.size === 0) return
    const at = placeOf(writer.name, key)
    const open = this.#open.get(at) ?? []
    this.#open.set(at, [...open, { writer, key, version, atMs: nowMs, lacking }])
  }

  see(node: SimNode, event: MeshEvent, nowMs: number): void {
    if (event.kind !== 'entry') return
    const at = placeOf(event.owner, event.entry.key)
    const open = this.#open.get(at)
    if (!open) return
    const left = open.filter((write) => !this.#isDone(write, node, event.entry.version, nowMs))
    if (left.length > 0) this.#open.set(at, left)
    else this.#open.delete(at)
  }

  spread(): SpreadMs {
    return spreadMs(this.#samples)
  }

  #isDone({ version, atMs, lacking }: Write, node: SimNode, seen: number, nowMs: number): boolean {
    if (seen >= version) lacking.delete(node)
    for (const one of lacking) if (!one.isAlive) lacking.delete(one)
    if (lacking.size > 0) return false
    this.#samples.push(nowMs - atMs)
    return true
  }
}

function placeOf(owner: string, key: string): string {
  return `${owner} ${key}`
}
