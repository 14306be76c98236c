import { type Partition, TICKS_PER_MS } from './options.ts'

const NO_TICK = Infinity

/**
 * What keeps nodes apart: partitions that are in force, and links that were cut by hand. Without any, everybody can talk. Those
 * whom no group names form a group of their own.
 */
export class Barriers {
  readonly #nodes: number
  readonly #partitions: readonly Partition[]
  readonly #groups: Int32Array[] = []
  /** Index into `#partitions` of each entry of `#groups`. */
  readonly #inForce: number[] = []
  readonly #cuts = new Set<number>()
  /** Ticks at which something begins (even index / 2) or ends (odd), ascending. */
  readonly #changes: ReadonlyArray<{
    readonly tick: number
    readonly index: number
    readonly begins: boolean
  }>
  #next = 0
  /** False: nothing keeps anybody apart. */
  any = false

  constructor(nodes: number, partitions: readonly Partition[]) {
    this.#nodes = nodes
    this.#partitions = partitions
    this.#changes = partitions
      .flatMap(({ fromMs, untilMs }, index) => [
        { tick: Math.round(fromMs * TICKS_PER_MS), index, begins: true },
        { tick: Math.round(untilMs * TICKS_PER_MS), index, begins: false },
      ])
      .sort((a, b) => a.tick - b.tick || a.index - b.index)
  }

  get nextChange(): number {
    return this.#changes[this.#next]?.tick ?? NO_TICK
  }

  changeUntil(tick: number): void {
    for (; this.nextChange <= tick; this.#next++) {
      const change = this.#changes[this.#next]
      if (change?.begins === true) this.#begin(change.index)
      else if (change) this.#end(change.index)
    }
    this.#update()
  }

  canTalk(a: number, b: number): boolean {
    for (const group of this.#groups) if (group[a] !== group[b]) return false
    return this.#cuts.size === 0 || !this.#cuts.has(this.#key(a, b))
  }

  cut(a: number, b: number): void {
    this.#cuts.add(this.#key(a, b))
    this.#update()
  }

  mend(a: number, b: number): void {
    this.#cuts.delete(this.#key(a, b))
    this.#update()
  }

  isCut(a: number, b: number): boolean {
    return this.#cuts.has(this.#key(a, b))
  }

  #begin(index: number): void {
    const group = new Int32Array(this.#nodes)
    for (const [number, members] of (this.#partitions[index]?.groups ?? []).entries()) {
      for (let at = 0; at < members.length; at++) group[members[at] ?? 0] = number + 1
    }
    this.#groups.push(group)
    this.#inForce.push(index)
  }

  #end(index: number): void {
    const at = this.#inForce.indexOf(index)
    if (at === -1) return
    this.#groups.splice(at, 1)
    this.#inForce.splice(at, 1)
  }

  #update(): void {
    this.any = this.#groups.length > 0 || this.#cuts.size > 0
  }

  #key(a: number, b: number): number {
    return Math.min(a, b) * this.#nodes + Math.max(a, b)
  }
}
