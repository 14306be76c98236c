import { HybridClock } from '../../../../src/gossip/crdt/hlc.ts'
import type { Json } from '../../../../src/gossip/crdt/codecs.ts'
import { jsonCodec } from '../../../../src/gossip/crdt/codecs.ts'
import { LwwRegister } from '../../../../src/gossip/crdt/lww-register.ts'
import type { Stamp } from '../../../../src/gossip/crdt/stamp.ts'
import {
  type SharedOutcome,
  SharedValues,
  type SharedWrite,
} from '../../../../src/gossip/shared/shared-values.ts'
import { ValueTypes } from '../../../../src/gossip/shared/value-types.ts'

export const DAY_NANOS = 86_400_000_000_000n

/** For `change`: the value that a register holds from now on. */
export function to(value: Json): (current: LwwRegister<Json> | undefined, stamp: Stamp) => LwwRegister<Json> {
  return (current, stamp) => current?.write(stamp, value) ?? new LwwRegister(jsonCodec, stamp, value)
}

/** A node with its own key space, written as `SharedValues` says. */
export class SmallNode {
  readonly name: string
  readonly values: SharedValues
  readonly space = new Map<string, SharedWrite>()
  wall = 1000n

  constructor(name: string, types = new ValueTypes()) {
    this.name = name
    this.values = new SharedValues({ self: name, types, clock: new HybridClock() })
  }

  do(act: (values: SharedValues, wallNanos: bigint) => SharedOutcome): SharedOutcome {
    const outcome = act(this.values, this.wall)
    for (const write of outcome.writes) {
      if (write.kind === 'tombstone') this.space.delete(write.key)
      else this.space.set(write.key, write)
    }
    return outcome
  }
}

export class SmallMesh {
  readonly nodes: SmallNode[]

  constructor(...names: string[]) {
    this.nodes = names.map((name) => new SmallNode(name))
  }

  node(name: string): SmallNode {
    const found = this.nodes.find((node) => node.name === name)
    if (!found) throw new Error(`no node ${name}`)
    return found
  }

  /** What the owner says under the key now, or that it says nothing. */
  deliver(from: SmallNode, to_: SmallNode, key: string): void {
    const entry = from.space.get(key) ?? { key, kind: 'tombstone' as const, type: 0, bytes: new Uint8Array() }
    to_.values.apply(from.name, entry, to_.wall)
  }

  exchangeAll(): void {
    const keys = new Set(this.nodes.flatMap((node) => [...node.space.keys(), ...node.values.keys()]))
    for (const key of keys) {
      for (const from of this.nodes)
        for (const other of this.nodes) if (from !== other) this.deliver(from, other, key)
    }
  }

  /** The node dies and is not seen again; the others notice. */
  crash(name: string): void {
    this.nodes.splice(this.nodes.indexOf(this.node(name)), 1)
    for (const node of this.nodes) node.values.ownerGone(name)
  }

  /** The first by name stands in for whoever is gone, or everyone does. The number of entries that were written. */
  tendAll(everyone = false): number {
    const [first] = this.nodes.map(({ name }) => name).sort()
    const written = this.nodes.map((node) => {
      return node.do((values, wall) => values.tend(wall, () => everyone || node.name === first)).writes.length
    })
    return written.reduce((sum, count) => sum + count, 0)
  }

  /** Until nothing is left to do. */
  settle(everyone = false): void {
    this.exchangeAll()
    for (let rounds = 0; this.tendAll(everyone) > 0; rounds++) {
      if (rounds > 20) throw new Error('the mesh does not come to rest')
      this.exchangeAll()
    }
  }

  /** How many entries there are in all key spaces. */
  get entries(): number {
    return this.nodes.reduce((sum, { space }) => sum + space.size, 0)
  }
}

/** Everything that a node's readers see. */
export function seenBy({ values }: SmallNode): Record<string, string> {
  const views = values.keys().map((key) => {
    const view = values.viewOf(key)
    return [key, `${view?.type.name} ${view?.bytes.join(' ')}`]
  })
  return Object.fromEntries(views)
}
