export type Outcome = 'ok' | 'fail' | 'info'

/**
 * What one client asked and what became of it. `ok`: it happened; `fail`: it surely never will; `info`: it may have
 * happened, or still may. Orders are positions in the one sequence of all events, which also decides between equal times.
 */
export interface Operation<F extends string = string, Value = unknown, Result = unknown> {
  readonly f: F
  readonly process: number
  readonly node: string
  readonly value: Value
  readonly invokedMs: number
  readonly invokedOrder: number
  readonly outcome: Outcome
  /** Infinite for what never ended. */
  readonly completedMs: number
  readonly completedOrder: number
  /** Of ok operations only. */
  readonly result: Result | undefined
  /** Why it is not ok. */
  readonly error: string | undefined
  /** Belongs to the final phase, after healing. */
  readonly final: boolean
}

/** The operations in the order of their invocation. */
export type History<Op extends Operation = Operation> = readonly Op[]

export function byCompletion<Op extends Operation>(history: History<Op>): Op[] {
  return history.toSorted((a, b) => a.completedOrder - b.completedOrder)
}
