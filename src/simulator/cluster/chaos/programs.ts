import { integerBelow, type RandomStream } from '../../../base/rng.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { SimNode } from '../sim-node.ts'

const KEYS = 12
const BULK_KEYS = 60
const LARGE_BYTES = 20_000

export interface Published {
  readonly origin: SimNode
  readonly atMs: number
}

/** What the programs of all nodes do, and what they know to be true of their own keys. */
export class Programs {
  readonly published = new Map<string, Published>()
  readonly #world: ClusterWorld
  readonly #random: RandomStream
  readonly #keys = new Map<SimNode, Map<string, string>>()
  readonly #onActed: (node: SimNode) => void
  #count = 0

  constructor(world: ClusterWorld, random: RandomStream, onActed: (node: SimNode) => void = () => {}) {
    this.#world = world
    this.#random = random
    this.#onActed = onActed
  }

  /** The keys of a process and the stamps that their values begin with. */
  keysOf(node: SimNode): ReadonlyMap<string, string> {
    return this.#keys.get(node) ?? new Map()
  }

  doSomething(): void {
    const { live } = this.#world
    const node = live[integerBelow(this.#random, live.length)]
    if (!node || node.isStalled) return
    this.#act(node)
    this.#onActed(node)
  }

  #act(node: SimNode): void {
    const draw = this.#random.next()
    if (draw < 0.4) this.#set(node, this.#key(), 0)
    else if (draw < 0.6) this.#delete(node, this.#key())
    else if (draw < 0.63) this.#set(node, this.#key(), LARGE_BYTES)
    else if (draw < 0.65) for (let key = 0; key < BULK_KEYS; key++) this.#set(node, `bulk-${key}`, 500)
    else if (draw < 0.9) this.#broadcast(node)
    else
      node.command({
        kind: 'broadcast',
        id: `l${this.#count++}`,
        name: 'limited',
        bytes: new Uint8Array(3),
        ttl: 2,
      })
  }

  #key(): string {
    return `key-${integerBelow(this.#random, KEYS)}`
  }

  /** What the engine refuses, because too much waits already, does not count. */
  #set(node: SimNode, key: string, extraBytes: number): void {
    const before = node.engine.status().overloads
    const stamp = stampOf(node.generation, this.#count++)
    const bytes = new Uint8Array(stamp.length + extraBytes)
    bytes.set(new TextEncoder().encode(stamp))
    node.command({ kind: 'set', key, type: 0, bytes })
    if (node.engine.status().overloads === before) this.#mapOf(node).set(key, stamp)
  }

  #delete(node: SimNode, key: string): void {
    const before = node.engine.status().overloads
    node.command({ kind: 'delete', key })
    if (node.engine.status().overloads === before) this.#mapOf(node).delete(key)
  }

  #broadcast(node: SimNode): void {
    const name = `b${this.#count++}`
    this.published.set(name, { origin: node, atMs: this.#world.nowMs })
    node.command({ kind: 'broadcast', id: name, name, bytes: new Uint8Array(8) })
  }

  #mapOf(node: SimNode): Map<string, string> {
    const known = this.#keys.get(node)
    if (known) return known
    const map = new Map<string, string>()
    this.#keys.set(node, map)
    return map
  }
}

const DIGITS = 9

/** Later values of one owner have higher stamps, over all its generations. */
function stampOf(generation: number, count: number): string {
  return `${String(generation).padStart(DIGITS, '0')}.${String(count).padStart(DIGITS, '0')}`
}

export function stampIn(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 2 * DIGITS + 1))
}
