import { type EngineConfig, presetConfig } from '../../../../src/gossip/engine/config.ts'
import type { MeshEvent } from '../../../../src/gossip/engine/effect.ts'
import type { Effect } from '../../../../src/gossip/engine/effect.ts'
import { decodeFrame } from '../../../../src/gossip/wire/frame.ts'
import type { Message } from '../../../../src/gossip/wire/messages.ts'
import { ClusterWorld } from '../../../../src/simulator/cluster/cluster-world.ts'
import type { SimNode } from '../../../../src/simulator/cluster/sim-node.ts'
import type { LinkQuality } from '../../../../src/simulator/world/links.ts'

export interface MeshKind {
  readonly nodes: number
  readonly seed?: number
  readonly config?: Partial<EngineConfig>
  readonly links?: LinkQuality
}

export const FORM_MS = 3_000

type EventOf<Kind extends MeshEvent['kind']> = Extract<MeshEvent, { readonly kind: Kind }>

/** A mesh of engines on virtual time with a memory of what their programs were told. */
export class WatchedMesh {
  readonly world: ClusterWorld
  readonly seen: Array<{ readonly node: SimNode; readonly event: MeshEvent; readonly atMs: number }> = []

  constructor({ nodes, seed = 1, config, links }: MeshKind) {
    this.world = new ClusterWorld({
      seed,
      nodes,
      config: presetConfig('local', config),
      ...(links && { links }),
    })
    this.world.onEvent((node, event, atMs) => this.seen.push({ node, event, atMs }))
  }

  static formed(kind: MeshKind): WatchedMesh {
    const mesh = new WatchedMesh(kind)
    mesh.world.form(100, FORM_MS)
    mesh.seen.length = 0
    return mesh
  }

  node(index: number): SimNode {
    return this.world.node(index)
  }

  /** What a node was told, of one kind. */
  told<Kind extends MeshEvent['kind']>(kind: Kind, node?: SimNode): Array<EventOf<Kind>> {
    return this.seen.flatMap(({ node: at, event }) =>
      (node === undefined || at === node) && isOf(event, kind) ? [event] : [],
    )
  }

  /** What became of members, as `change name`, in order and without repeats. */
  changes(node: SimNode): string[] {
    return [...new Set(this.told('member', node).map(({ change, member }) => `${change} ${member.name}`))]
  }

  hashes(): Set<string> {
    return new Set(this.world.live.map(({ engine }) => hashOf(engine.status().hash)))
  }

  /** The live members that each live node sees: one number if they agree. */
  sizes(): Set<number> {
    return new Set(this.world.live.map(({ engine }) => engine.liveCount()))
  }

  value(node: SimNode, owner: string, key: string): string | undefined {
    const entry = node.engine.get(owner, key)
    return entry && new TextDecoder().decode(entry.bytes)
  }

  set(node: SimNode, key: string, value: string): void {
    node.command({ kind: 'set', key, type: 0, bytes: bytesOf(value) })
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function hashOf({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${high} ${low}`
}

/** The messages among effects, with whom they go to. */
export function messagesIn(
  effects: readonly Effect[],
): Array<{ readonly to: string; readonly message: Message }> {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'send') return []
    const decoded = decodeFrame(effect.bytes)
    return decoded.ok ? [{ to: effect.to, message: decoded.message }] : []
  })
}

function isOf<Kind extends MeshEvent['kind']>(event: MeshEvent, kind: Kind): event is EventOf<Kind> {
  return event.kind === kind
}
