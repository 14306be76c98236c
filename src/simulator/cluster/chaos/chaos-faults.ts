import { between, integerBelow, type RandomStream } from '../../../base/rng.ts'
import { sample } from '../../../gossip/membership/sample.ts'
import type { Tally } from '../../world/tally.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { SimNode } from '../sim-node.ts'

/** Seeds of the mesh: they always come back, and everyone who starts knows them. */
export const SEED_NODES = 2

const MAX_STALL_MS = 4_000
const MAX_DOWN_MS = 4_000
const MAX_WALL_MS = 6_000
/** Of those that stop, so many never come back. */
const GONE_SHARE = 0.2

/** Breaks the world at random and undoes it again: each fault by itself after a while, all of them with `heal`. */
export class ChaosFaults {
  readonly #world: ClusterWorld
  readonly #random: RandomStream
  readonly #counts: Tally
  readonly #undo = new Set<() => void>()
  /** What is in it twice is twice as likely. */
  readonly #kinds: ReadonlyArray<() => void> = [
    () => this.#crash(),
    () => this.#crash(),
    () => this.#restart(),
    () => this.#leave(),
    () => this.#stall(),
    () => this.#stall(),
    () => this.#split(),
    () => this.#wall(),
  ]

  constructor(world: ClusterWorld, random: RandomStream, counts: Tally) {
    this.#world = world
    this.#random = random
    this.#counts = counts
  }

  breakSomething(): void {
    this.#kinds[integerBelow(this.#random, this.#kinds.length)]?.()
  }

  heal(): void {
    for (const undo of this.#undo) undo()
    this.#undo.clear()
  }

  /** Joins by the seed nodes and some others, of whom some may be down. */
  join(node: SimNode): void {
    const names = this.#world.nodes
      .map(({ address }) => address)
      .filter((address) => address !== node.address)
    const some = sample(this.#random, names.slice(SEED_NODES), 1)
    node.command({ kind: 'join', addresses: [...names.slice(0, SEED_NODES), ...some] })
  }

  #crash(): void {
    const node = this.#pick()
    if (!node?.isAlive) return
    this.#counts.add('crash')
    node.kill()
    this.#comeBack(node)
  }

  /** Stops and starts at once: nobody has noticed. */
  #restart(): void {
    const node = this.#pick()
    if (!node?.isAlive) return
    this.#counts.add('restart')
    this.#startAgain(node)
  }

  #leave(): void {
    const node = this.#pick()
    if (!node?.isAlive || node.isStalled) return
    this.#counts.add('leave')
    node.command({ kind: 'leave' })
    this.#world.scheduler.after(500, () => {
      if (!node.isAlive) return
      node.kill()
      this.#comeBack(node)
    })
  }

  #stall(): void {
    const node = this.#pick()
    if (!node?.isAlive || node.isStalled) return
    this.#counts.add('stall')
    node.stall()
    this.#undoAfter(this.#random.next() * MAX_STALL_MS, () => node.goOn())
  }

  /** Two groups cannot talk, in one direction or both. */
  #split(): void {
    const { nodes } = this.#world
    const group = sample(this.#random, nodes, 1 + integerBelow(this.#random, nodes.length - 1))
    const oneWay = this.#random.next() < 1 / 3
    this.#counts.add(oneWay ? 'one-way split' : 'split')
    const pairs = group.flatMap((a) =>
      nodes.filter((b) => !group.includes(b)).map((b) => [a.address, b.address] as const),
    )
    this.#block(oneWay ? pairs : [...pairs, ...pairs.map(([a, b]) => [b, a] as const)])
  }

  /** One node does not get through to another. */
  #wall(): void {
    const [from, to] = sample(this.#random, this.#world.nodes, 2)
    if (!from || !to) return
    this.#counts.add('wall')
    this.#block([[from.address, to.address]])
  }

  #block(pairs: ReadonlyArray<readonly [string, string]>): void {
    const { links } = this.#world
    for (const [from, to] of pairs) links.block(from, to)
    this.#undoAfter(between(this.#random, 0, MAX_WALL_MS), () => {
      for (const [from, to] of pairs) links.unblock(from, to)
    })
  }

  #comeBack(node: SimNode): void {
    const isSeed = this.#world.nodes.indexOf(node) < SEED_NODES
    if (!isSeed && this.#random.next() < GONE_SHARE) return
    this.#undoAfter(this.#random.next() * MAX_DOWN_MS, () => this.#startAgain(node))
  }

  #startAgain(node: SimNode): void {
    // Somebody else has started it again.
    if (!this.#world.nodes.includes(node)) return
    this.join(this.#world.start(node.name, node.address))
  }

  #undoAfter(ms: number, undo: () => void): void {
    const once = () => {
      if (this.#undo.delete(once)) undo()
    }
    this.#undo.add(once)
    this.#world.scheduler.after(ms, once)
  }

  #pick(): SimNode | undefined {
    return this.#world.nodes[integerBelow(this.#random, this.#world.nodes.length)]
  }
}
