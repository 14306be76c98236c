import { between, integerBelow, type RandomStream } from '../../../base/rng.ts'
import { sample } from '../../../gossip/membership/sample.ts'
import type { Tally } from '../../world/tally.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { Generations } from '../generations.ts'
import { joinBySeeds, SEED_NODES } from '../join-seeds.ts'
import type { SimNode } from '../sim-node.ts'
import type { ChaosPlan, ExtraFault } from './chaos-plan.ts'

const MAX_STALL_MS = 4_000
const MAX_DOWN_MS = 4_000
const MAX_WALL_MS = 6_000
const MAX_SLOW_MS = 6_000
const MAX_SLOW_BY_MS = 400
const LEAVING_MS = 500
/** Of those that stop, so many never come back. */
const GONE_SHARE = 0.2

export interface ChaosParts {
  readonly world: ClusterWorld
  readonly random: RandomStream
  readonly counts: Tally
  readonly generations: Generations
  readonly plan: Pick<ChaosPlan, 'pace' | 'extras'>
  /** Of this name there may be two now, or one with an old generation: one of them will be refused or displaced. */
  readonly onContested: (name: string) => void
}

/** What every plan breaks, by the name under which it is counted. */
export const CHAOS_FAULTS = ['crash', 'restart', 'leave', 'stall', 'split', 'one-way split', 'wall'] as const

/** Breaks the world at random and undoes it again: each fault by itself after a while, all of them with `heal`. */
export class ChaosFaults {
  readonly #world: ClusterWorld
  readonly #random: RandomStream
  readonly #counts: Tally
  readonly #parts: ChaosParts
  readonly #pace: number
  readonly #undo = new Set<() => void>()
  #rivals = 0
  /** What is in it twice is twice as likely. */
  readonly #kinds: Array<() => void> = [
    () => this.#crash(),
    () => this.#crash(),
    () => this.#restart(),
    () => this.#leave(),
    () => this.#stall(),
    () => this.#stall(),
    () => this.#split(),
    () => this.#wall(),
  ]

  constructor(parts: ChaosParts) {
    this.#parts = parts
    this.#world = parts.world
    this.#random = parts.random
    this.#counts = parts.counts
    this.#pace = parts.plan.pace
    const extras: Readonly<Record<ExtraFault, () => void>> = {
      'slow node': () => this.#slow(),
      'restart without its generation': () => this.#forgetful(),
      rival: () => this.#rival(),
    }
    for (const kind of parts.plan.extras) this.#kinds.push(extras[kind])
  }

  breakSomething(): void {
    this.#kinds[integerBelow(this.#random, this.#kinds.length)]?.()
  }

  heal(): void {
    for (const undo of this.#undo) undo()
    this.#undo.clear()
  }

  join(node: SimNode): void {
    joinBySeeds(this.#world, this.#random, node)
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
    this.#world.scheduler.after(LEAVING_MS * this.#pace, () => {
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

  #slow(): void {
    const node = this.#pick()
    if (!node) return
    this.#counts.add('slow node')
    const { links } = this.#world
    links.slow(node.address, this.#random.next() * MAX_SLOW_BY_MS * this.#pace)
    this.#undoAfter(this.#random.next() * MAX_SLOW_MS, () => links.slow(node.address, 0))
  }

  /** Starts again with a generation of its past, as after the loss of its folder on a machine whose clock is behind. */
  #forgetful(): void {
    const node = this.#pick()
    const generation = node && this.#parts.generations.lost(node)
    if (!node?.isAlive || generation === undefined) return
    this.#counts.add('restart without its generation')
    this.#parts.onContested(node.name)
    this.join(this.#world.start(node.name, node.address, { generation }))
  }

  /** Somebody starts a process of the same name elsewhere. */
  #rival(): void {
    const node = this.#pick()
    if (!node || this.#world.nodes.indexOf(node) < SEED_NODES) return
    this.#counts.add('rival')
    this.#parts.onContested(node.name)
    this.join(this.#world.start(node.name, `rival-${this.#rivals++}:1`))
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
    this.#world.scheduler.after(ms * this.#pace, once)
  }

  #pick(): SimNode | undefined {
    return this.#world.nodes[integerBelow(this.#random, this.#world.nodes.length)]
  }
}
