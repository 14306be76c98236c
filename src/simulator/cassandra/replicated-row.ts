/** A value of a cell; null: the cell is deleted. */
export type Cell = string | number | null
export type Cells = Readonly<Record<string, Cell | undefined>>

export interface Mutation {
  readonly timestampUs: number
  /** Absent: the row is deleted. */
  readonly cells?: Cells
  /** When each replica gets it. Entries change while hints are on their way. */
  readonly visibleAtMs: number[]
  /** When it goes by itself. */
  readonly goneAtMs?: number
}

/** Rows are tidied when they have more mutations than this. */
const TIDY_ABOVE = 4

/**
 * One row on all replicas. A replica shows the mutations that have reached it; of two writes of one cell the higher
 * timestamp stays, a deletion or else the greater value when they are equal, as in Cassandra.
 */
export class ReplicatedRow {
  #mutations: Mutation[] = []

  add(mutation: Mutation, nowMs: number): void {
    this.#mutations.push(mutation)
    if (this.#mutations.length > TIDY_ABOVE) this.#tidy(nowMs)
  }

  /**
   * As these replicas show it together; `undefined`: there is no such row. What one of several shows the others have
   * before the answer (blocking read repair), so that the next quorum shows it too.
   */
  read(replicas: readonly number[], nowMs: number): Cells | undefined {
    const visible = this.#mutations.filter(
      ({ visibleAtMs, goneAtMs }) =>
        (goneAtMs === undefined || nowMs < goneAtMs) &&
        replicas.some((replica) => (visibleAtMs[replica] ?? Infinity) <= nowMs),
    )
    if (replicas.length > 1) for (const { visibleAtMs } of visible) reach(visibleAtMs, replicas, nowMs)
    return merged(visible)
  }

  /** Forgets what a later mutation that is everywhere covers. */
  #tidy(nowMs: number): void {
    const settled = this.#mutations.filter(({ visibleAtMs }) => isEverywhere(visibleAtMs, nowMs))
    this.#mutations = this.#mutations.filter(
      (one) => !settled.some((other) => other.timestampUs > one.timestampUs && covers(other, one)),
    )
  }
}

/** These replicas have it from now on at the latest. */
export function reach(visibleAtMs: number[], replicas: readonly number[], nowMs: number): void {
  for (const replica of replicas) visibleAtMs[replica] = Math.min(visibleAtMs[replica] ?? Infinity, nowMs)
}

function isEverywhere(visibleAtMs: readonly number[], nowMs: number): boolean {
  return visibleAtMs.every((atMs) => atMs <= nowMs)
}

function covers(later: Mutation, earlier: Mutation): boolean {
  const { cells, goneAtMs } = later
  if (cells === undefined) return true
  if (earlier.cells === undefined || goneAtMs !== undefined) return false
  return Object.keys(earlier.cells).every((name) => cells[name] !== undefined)
}

function merged(visible: readonly Mutation[]): Cells | undefined {
  const [first, second] = visible
  if (!first) return undefined
  if (!second) return first.cells
  let deletedAtUs = -Infinity
  for (const { cells, timestampUs } of visible) {
    if (cells === undefined && timestampUs > deletedAtUs) deletedAtUs = timestampUs
  }
  const result: Record<string, Cell> = {}
  const stamps = new Map<string, number>()
  let isThere = false
  for (const { cells, timestampUs } of visible) {
    if (cells === undefined || timestampUs <= deletedAtUs) continue
    isThere = true
    for (const [name, value] of Object.entries(cells)) {
      if (value === undefined) continue
      const stamp = stamps.get(name) ?? -Infinity
      if (timestampUs < stamp || (timestampUs === stamp && !wins(value, result[name]))) continue
      stamps.set(name, timestampUs)
      result[name] = value
    }
  }
  return isThere ? result : undefined
}

/** Of two values with one timestamp. */
function wins(value: Cell, present: Cell | undefined): boolean {
  if (value === null || present === undefined) return true
  return present !== null && value > present
}
