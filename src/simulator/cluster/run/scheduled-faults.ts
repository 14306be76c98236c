import { between, integerBelow, type RandomStream } from '../../../base/rng.ts'
import { nodeName, nodesIn, type NodeSet } from '../../schedule/node-set.ts'
import type { Span } from '../../schedule/moments.ts'
import type { Churn, Restart } from '../../schedule/stops.ts'
import { Tally } from '../../world/tally.ts'
import type { FaultSchedule } from '../cluster-options.ts'
import type { TimelineKind } from '../cluster-report.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { Generations } from '../generations.ts'
import type { SimNode } from '../sim-node.ts'
import { aloneIs, cutBetween, partitionBetween, type Separation, Separations } from './separations.ts'

const SHORTEST_DOWN_INTERVALS = 1
const LONGEST_DOWN_INTERVALS = 30

export interface FaultParts {
  readonly world: ClusterWorld
  readonly schedule: FaultSchedule
  readonly random: RandomStream
  readonly generations: Generations
  readonly intervalMs: number
  readonly leaveMs: number
  readonly join: (node: SimNode) => void
  readonly note: (kind: TimelineKind, subject: string) => void
  /** A process is about to die by a fault. */
  readonly onKill: (node: SimNode) => void
}

/** Does to a mesh what the schedule says, and undoes what can be undone when it is healed. */
export class ScheduledFaults {
  readonly separations = new Separations()
  readonly counts = new Tally()
  readonly #parts: FaultParts
  readonly #walls = new Set<Separation>()
  readonly #paused = new Map<number, number>()
  readonly #down = new Set<number>()
  readonly #indexOf = new Map<string, number>()
  #isHealed = false

  constructor(parts: FaultParts) {
    this.#parts = parts
    for (const [index, { address }] of parts.world.nodes.entries()) this.#indexOf.set(address, index)
  }

  /** Moments of the schedule count from now; what would happen after `endMs` does not. */
  begin(endMs: number): void {
    const { schedule, world } = this.#parts
    for (const partition of schedule.partitions)
      this.#span(partition, endMs, () =>
        this.#wall('partition', shownGroups(partition.groups), partitionBetween(partition)),
      )
    for (const cut of schedule.cuts) {
      const arrow = cut.bothWays ? '<>' : '>'
      const shown = `${shownSet(cut.from)}${arrow}${shownSet(cut.to)}`
      this.#span(cut, endMs, () => this.#wall('cut', shown, cutBetween(cut)))
    }
    for (const { nodes, ...span } of schedule.pauses)
      this.#span(span, endMs, () => this.#each(nodes, (node) => this.#pause(node)))
    for (const { nodes, byMs, ...span } of schedule.slowness)
      this.#span(span, endMs, () => this.#each(nodes, (node) => this.#slow(node, byMs)))
    for (const { nodes, atMs } of schedule.kills)
      this.#moment(atMs, endMs, () => void this.#each(nodes, (node) => this.#kill(node)))
    for (const { nodes, atMs } of schedule.leaves)
      this.#moment(atMs, endMs, () => void this.#each(nodes, (node) => this.#leave(node)))
    for (const restart of schedule.restarts)
      this.#moment(
        restart.atMs,
        endMs,
        () => void this.#each(restart.nodes, (node) => this.#restart(node, restart)),
      )
    if (schedule.churn) this.#nextChurn(schedule.churn, world.nowMs, endMs)
    world.links.cutOff = (from, to) => this.#isWalledOff(from, to)
  }

  heal(): void {
    const { world, note } = this.#parts
    this.#isHealed = true
    this.separations.endAll(world.nowMs)
    this.#walls.clear()
    world.links.cutOff = undefined
    for (const [index, node] of world.nodes.entries()) {
      world.links.slow(node.address, 0)
      if (this.#paused.has(index) && node.isAlive) node.goOn()
    }
    this.#paused.clear()
    for (const index of this.#down) this.#comeBack(index)
    note('heal', 'everything')
  }

  /** The machine that a process runs on. */
  indexOf(node: SimNode): number {
    return this.#indexOf.get(node.address) ?? -1
  }

  #moment(atMs: number, endMs: number, act: () => void): void {
    const { scheduler } = this.#parts.world
    if (atMs >= endMs) return
    scheduler.after(atMs, () => {
      if (!this.#isHealed) act()
    })
  }

  /** `act` gives how to undo it. */
  #span({ fromMs, toMs }: Span, endMs: number, act: () => () => void): void {
    this.#moment(fromMs, endMs, () => {
      const undo = act()
      this.#moment(toMs - fromMs, Number.POSITIVE_INFINITY, undo)
    })
  }

  #each(nodes: NodeSet, act: (index: number) => (() => void) | void): () => void {
    const undos = [...nodesIn(nodes)].map((index) => act(index))
    return () => {
      for (const undo of undos) undo?.()
    }
  }

  #wall(kind: 'partition' | 'cut', shown: string, separates: Separation['separates']): () => void {
    const { world, note } = this.#parts
    const wall = this.separations.begin(separates, world.nowMs)
    this.#walls.add(wall)
    this.#met(kind, shown)
    return () => {
      this.separations.end(wall, world.nowMs)
      this.#walls.delete(wall)
      note('heal', shown)
    }
  }

  #isWalledOff(from: string, to: string): boolean {
    if (this.#walls.size === 0) return false
    const [one, other] = [this.#indexOf.get(from), this.#indexOf.get(to)]
    if (one === undefined || other === undefined) return false
    for (const { separates } of this.#walls) if (separates(one, other)) return true
    return false
  }

  /** Pauses of one node may overlap: it goes on with the end of the last. */
  #pause(index: number): (() => void) | undefined {
    const { world, note } = this.#parts
    const node = world.node(index)
    if (!node.isAlive) return undefined
    this.#met('pause', node.name)
    node.stall()
    this.#paused.set(index, (this.#paused.get(index) ?? 0) + 1)
    const alone = this.separations.begin(aloneIs(index), world.nowMs)
    return () => {
      const left = (this.#paused.get(index) ?? 1) - 1
      this.separations.end(alone, world.nowMs)
      if (left > 0) this.#paused.set(index, left)
      else this.#paused.delete(index)
      if (left > 0 || !node.isAlive) return
      note('resume', node.name)
      node.goOn()
    }
  }

  #slow(index: number, byMs: number): () => void {
    const { world, note } = this.#parts
    const { address, name } = world.node(index)
    this.#met('slow', name)
    world.links.slow(address, byMs)
    return () => {
      world.links.slow(address, 0)
      note('heal', `slow ${name}`)
    }
  }

  #kill(index: number): void {
    const { world, onKill } = this.#parts
    const node = world.node(index)
    if (!node.isAlive) return
    this.#met('kill', node.name)
    onKill(node)
    node.kill()
  }

  #leave(index: number): void {
    const { world, leaveMs } = this.#parts
    const node = world.node(index)
    if (!node.isAlive || node.isStalled) return
    this.#met('leave', node.name)
    node.command({ kind: 'leave' })
    world.scheduler.after(leaveMs, () => node.kill())
  }

  #restart(index: number, { state }: Pick<Restart, 'state'>): void {
    const { world, generations, onKill } = this.#parts
    const before = world.node(index)
    if (before.isAlive) onKill(before)
    const old = state === 'lost' ? generations.lost(before) : undefined
    this.counts.add(old === undefined ? 'restart' : 'restart without its generation')
    this.#start(index, old)
  }

  #start(index: number, generation?: number): void {
    const { world, join, note } = this.#parts
    const { name, address } = world.node(index)
    this.#down.delete(index)
    note('start', name)
    join(world.start(name, address, generation === undefined ? {} : { generation }))
  }

  #nextChurn(churn: Churn, beganMs: number, endMs: number): void {
    const { world, random } = this.#parts
    const { perSecond, fromMs, toMs } = churn
    const pauseMs = between(random, 0, 2_000 / perSecond)
    const atMs = Math.max(fromMs, world.nowMs - beganMs) + pauseMs
    if (atMs >= Math.min(toMs, endMs)) return
    this.#moment(beganMs + atMs - world.nowMs, Number.POSITIVE_INFINITY, () => {
      this.#churnOne()
      this.#nextChurn(churn, beganMs, endMs)
    })
  }

  /** Not the first: the others join by it. */
  #churnOne(): void {
    const { world, random, intervalMs } = this.#parts
    if (world.nodes.length < 2) return
    const index = 1 + integerBelow(random, world.nodes.length - 1)
    const downMs = between(random, SHORTEST_DOWN_INTERVALS, LONGEST_DOWN_INTERVALS) * intervalMs
    if (!world.node(index).isAlive) return
    this.#kill(index)
    this.#down.add(index)
    this.#moment(downMs, Number.POSITIVE_INFINITY, () => this.#comeBack(index))
  }

  #comeBack(index: number): void {
    if (this.#down.has(index) && !this.#parts.world.node(index).isAlive) this.#start(index)
  }

  #met(kind: TimelineKind, subject: string): void {
    this.counts.add(kind)
    this.#parts.note(kind, subject)
  }
}

function shownSet(set: NodeSet): string {
  return set
    .map(({ from, to }) => (from === to ? nodeName(from) : `${nodeName(from)}..${nodeName(to)}`))
    .join(',')
}

function shownGroups(groups: readonly NodeSet[]): string {
  return groups.map((group) => shownSet(group)).join('|')
}
