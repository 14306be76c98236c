import type { History, Operation } from '../history/operation.ts'
import type { Call, Completion } from '../load/load.ts'

interface Who {
  readonly process: number
  readonly node: string
  readonly final: boolean
}

/** Writes down who asked what when, and what became of it. */
export class Recorder {
  readonly #nowMs: () => number
  readonly #operations: Operation[] = []
  #order = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get count(): number {
    return this.#operations.length
  }

  nextOrder(): number {
    return this.#order++
  }

  /** Returns how to note the end. Until then the operation counts as open. */
  begin({ f, value }: Call, { process, node, final }: Who): (completion: Completion) => void {
    const begun: Operation = {
      f,
      process,
      node,
      value,
      final,
      invokedMs: this.#nowMs(),
      invokedOrder: this.nextOrder(),
      outcome: 'info',
      completedMs: Infinity,
      completedOrder: Infinity,
      result: undefined,
      error: undefined,
    }
    const at = this.#operations.push(begun) - 1
    return ({ outcome, result, error, asked = value }) => {
      this.#operations[at] = {
        ...begun,
        value: asked,
        outcome,
        result: outcome === 'ok' ? result : undefined,
        error,
        completedMs: this.#nowMs(),
        completedOrder: this.nextOrder(),
      }
    }
  }

  history(): History {
    return this.#operations
  }
}
