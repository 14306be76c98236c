import { AppendOnlyLog } from './append-only-log.ts'

/** Entries of one writer that follow each other: whose, from which place on, what. */
export type Run<T> = readonly [writer: number, start: number, entries: readonly T[]]

/** One message carries no more entries than this; whoever lacks more asks again. */
export const MAX_ENTRIES_PER_MESSAGE = 20_000

/** How far one knows each writer's log, by the writer's number. */
export type Frontier = readonly number[]

/**
 * One node's copy of the logs of all writers. Each writer appends to its own alone; so two copies differ only in how far
 * they go, and frontiers say all about what the other lacks.
 */
export class ReplicatedLogs<T> {
  readonly #logs: ReadonlyArray<AppendOnlyLog<T>>
  readonly #self: number

  constructor(writers: number, self: number) {
    this.#logs = Array.from({ length: writers }, () => new AppendOnlyLog<T>())
    this.#self = self
  }

  get frontier(): number[] {
    return this.#logs.map((log) => log.end)
  }

  append(entry: T): void {
    this.#logs[this.#self]?.append(entry)
  }

  /** What it has added to each writer's log, in order; what lies beyond a gap is not told before the gap is filled. */
  apply(runs: ReadonlyArray<Run<T>>): Array<Run<T>> {
    return runs.flatMap(([writer, start, entries]): Array<Run<T>> => {
      const log = this.#logs[writer]
      if (!log) return []
      const before = log.end
      for (const [index, entry] of entries.entries()) log.put(start + index, entry)
      return log.end > before ? [[writer, before, log.slice(before)]] : []
    })
  }

  /** What somebody lacks who knows the logs as far as `frontier`, or the first of it. */
  runsSince(frontier: Frontier): Array<Run<T>> {
    let room = MAX_ENTRIES_PER_MESSAGE
    return this.#logs.flatMap((log, writer): Array<Run<T>> => {
      const start = frontier[writer] ?? 0
      const end = Math.min(log.end, start + room)
      if (start >= end) return []
      room -= end - start
      return [[writer, start, log.slice(start, end)]]
    })
  }

  lacksSomethingOf(frontier: Frontier): boolean {
    return this.#logs.some((log, writer) => log.end < (frontier[writer] ?? 0))
  }

  hasMoreThan(frontier: Frontier): boolean {
    return this.#logs.some((log, writer) => log.end > (frontier[writer] ?? 0))
  }
}

export function laterOf(a: Frontier, b: Frontier): number[] {
  return a.map((count, writer) => Math.max(count, b[writer] ?? 0))
}

export function earlierOf(a: Frontier, b: Frontier): number[] {
  return a.map((count, writer) => Math.min(count, b[writer] ?? 0))
}
