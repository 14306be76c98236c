import { type Cells, type Mutation, ReplicatedRow } from './replicated-row.ts'

/** Rows by partition and by the rest of their key. */
export class ReplicatedTable {
  readonly #partitions = new Map<string, Map<string, ReplicatedRow>>()

  put(partition: string, key: string, mutation: Mutation, nowMs: number): void {
    let rows = this.#partitions.get(partition)
    if (!rows) {
      rows = new Map()
      this.#partitions.set(partition, rows)
    }
    let row = rows.get(key)
    if (!row) {
      row = new ReplicatedRow()
      rows.set(key, row)
    }
    row.add(mutation, nowMs)
  }

  get(partition: string, key: string, replicas: readonly number[], nowMs: number): Cells | undefined {
    return this.#partitions.get(partition)?.get(key)?.read(replicas, nowMs)
  }

  /** The rows of a partition that these replicas show. What is deleted leaves its mark, for writes that come late. */
  *rows(partition: string, replicas: readonly number[], nowMs: number): Generator<Cells> {
    for (const row of this.#partitions.get(partition)?.values() ?? []) {
      const cells = row.read(replicas, nowMs)
      if (cells) yield cells
    }
  }

  partitions(): Iterable<string> {
    return this.#partitions.keys()
  }
}
