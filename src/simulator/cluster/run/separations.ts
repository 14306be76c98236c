import type { Cut, Partition } from '../../schedule/partitions.ts'
import { contains } from '../../schedule/node-set.ts'

/** Something that keeps nodes from each other, or one node from all, for a while. */
export interface Separation {
  readonly separates: (from: number, to: number) => boolean
  readonly sinceMs: number
  untilMs: number
}

/** Who cannot reach whom now, and who could not a while ago: which deaths a detector is not to blame for. */
export class Separations {
  readonly #all: Separation[] = []
  readonly #active = new Set<Separation>()

  begin(separates: Separation['separates'], nowMs: number): Separation {
    const separation = { separates, sinceMs: nowMs, untilMs: Number.POSITIVE_INFINITY }
    this.#all.push(separation)
    this.#active.add(separation)
    return separation
  }

  end(separation: Separation, nowMs: number): void {
    if (!this.#active.delete(separation)) return
    separation.untilMs = nowMs
  }

  endAll(nowMs: number): void {
    for (const separation of this.#active) this.end(separation, nowMs)
  }

  /** Either of the two could not reach the other at some time since then. */
  stoodBetween(one: number, other: number, sinceMs: number): boolean {
    return this.#all.some(
      ({ separates, untilMs }) => untilMs >= sinceMs && (separates(one, other) || separates(other, one)),
    )
  }
}

export function partitionBetween({ groups }: Partition): Separation['separates'] {
  const groupOf = (node: number) => groups.findIndex((group) => contains(group, node))
  return (from, to) => {
    const [one, other] = [groupOf(from), groupOf(to)]
    return one !== other && one !== -1 && other !== -1
  }
}

export function cutBetween({ from: one, to: other, bothWays }: Cut): Separation['separates'] {
  return (from, to) =>
    (contains(one, from) && contains(other, to)) || (bothWays && contains(other, from) && contains(one, to))
}

/** A node that stands still neither answers nor judges. */
export function aloneIs(node: number): Separation['separates'] {
  return (from, to) => from === node || to === node
}
