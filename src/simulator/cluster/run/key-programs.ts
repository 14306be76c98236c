import { integerBelow, type RandomStream } from '../../../base/rng.ts'
import { jsonCodec } from '../../../gossip/crdt/codecs.ts'
import { GCounter } from '../../../gossip/crdt/g-counter.ts'
import { LwwRegister } from '../../../gossip/crdt/lww-register.ts'
import { MvRegister } from '../../../gossip/crdt/mv-register.ts'
import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import { readableValue } from '../../../gossip/sdk/readable-value.ts'
import { SharedKeys } from '../../../gossip/sdk/shared-keys.ts'
import { Tending } from '../../../gossip/sdk/tending.ts'
import { gCounter, lwwJson, maximum, mvJson } from '../../../gossip/shared/built-in-types.ts'
import { EPOCH_MS } from '../../world/sim-clock.ts'
import type { MergeKind } from '../cluster-options.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { SimNode } from '../sim-node.ts'

const KEYS = 8
const HIGHEST = 1_000_000

/** The program of each process: the production code of shared keys, and somebody who writes them. */
export class KeyPrograms {
  readonly #world: ClusterWorld
  readonly #merge: MergeKind
  readonly #random: RandomStream
  readonly #skewMs: (node: SimNode) => number
  readonly #keys = new Map<SimNode, SharedKeys>()
  #count = 0

  constructor(
    world: ClusterWorld,
    merge: MergeKind,
    random: RandomStream,
    skewMs: (node: SimNode) => number,
  ) {
    this.#world = world
    this.#merge = merge
    this.#random = random
    this.#skewMs = skewMs
  }

  get written(): number {
    return this.#count
  }

  /** A process has started: nothing of what its program knew before is left. */
  attach(node: SimNode): void {
    const tending = new Tending(
      (ms, fire) => this.#world.scheduler.after(ms, () => this.#fire(node, fire)),
      () => keys.tend(),
    )
    const keys = new SharedKeys({
      self: node.name,
      types: [],
      spaces: {
        write: ({ key, kind, type, bytes }) =>
          node.command(kind === 'value' ? { kind: 'set', key, type, bytes } : { kind: 'delete', key }),
        get: (owner, key) => node.engine.get(owner, key),
        entries: (owner) => node.engine.entries(owner),
      },
      wallMs: () => EPOCH_MS + this.#world.nowMs + this.#skewMs(node),
      onChanges: () => {},
      onUntidy: () => tending.soon(),
    })
    this.#keys.set(node, keys)
    tending.start()
  }

  see(node: SimNode, event: MeshEvent): void {
    const keys = this.#keys.get(node)
    if (!keys) return
    if (event.kind === 'entry' && event.owner !== node.name) keys.entry(event.owner, event.entry)
    else if (event.kind === 'dropped') keys.dropped(event.owner, event.entries, event.why)
    else if (event.kind === 'member' && event.member.name !== node.name) {
      const { change, member } = event
      if (change === 'died' || change === 'left' || change === 'forgotten') keys.memberGone(member.name)
      else if (change !== 'flapping') keys.memberLives(member.name)
    }
  }

  /** One write at this process; gives its key. */
  write(node: SimNode): string {
    const keys = this.#keys.get(node)
    const key = `key-${integerBelow(this.#random, KEYS)}`
    if (keys) this.#change(keys, key, node)
    return key
  }

  #change(keys: SharedKeys, key: string, { name, generation }: SimNode): void {
    const value = `${name} ${this.#count++}`
    switch (this.#merge) {
      case 'lww':
        return keys.change(key, lwwJson, (held, stamp) =>
          held ? held.write(stamp, value) : new LwwRegister(jsonCodec, stamp, value),
        )
      case 'max': {
        const drawn = integerBelow(this.#random, HIGHEST)
        return keys.change(key, maximum, (held = 0) => Math.max(held, drawn))
      }
      case 'vector':
        return keys.change(key, mvJson, (held = MvRegister.empty(jsonCodec)) => held.write(name, value))
      case 'crdt':
        // Of each life its own count: a life that is over cannot count on.
        return keys.change(key, gCounter, (held = GCounter.empty) => held.increment(`${name}/${generation}`))
    }
  }

  /** What the keys are at a process, as text. */
  valuesAt(node: SimNode): Map<string, string> {
    const keys = this.#keys.get(node)
    const values = (keys?.keys() ?? []).map((key): [string, string] => {
      const value = readableValue(keys?.view(key)?.value)
      return [key, typeof value === 'string' ? value : JSON.stringify(value)]
    })
    return new Map(values)
  }

  /** The processes that hold something else than the first. */
  disagreeing(live: readonly SimNode[]): SimNode[] {
    const texts = live.map((node) => JSON.stringify([...this.valuesAt(node)]))
    return live.filter((_, index) => texts[index] !== texts[0])
  }

  /** A program that is gone does nothing any more; one that stands still does it when it goes on. */
  #fire(node: SimNode, fire: () => void): void {
    if (!node.isAlive) return
    if (node.isStalled) this.#world.scheduler.after(RETRY_MS, () => this.#fire(node, fire))
    else fire()
  }
}

const RETRY_MS = 50
