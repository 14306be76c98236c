import { OverloadedError, DeadlineExceededError, errorMessage } from '../../base/errors.ts'
import type { Deadline } from '../../base/deadline.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { OutcomeUnknownError } from '../../sessions/errors.ts'

/** What an operation has decided: its answer and, if something changes, how to write it. */
export interface Decision<T> {
  readonly result: T
  readonly write?: () => void
}

/** Runs `work` in one atomic, durable transaction; resolves after the flush, rejects when nothing can be promised. */
export type Transact = (work: () => void) => Promise<unknown>

interface Operation {
  readonly expired: () => boolean
  /** In the transaction: judges and writes. */
  readonly run: () => void
  /** The transaction is durable. */
  readonly committed: () => void
  readonly failed: (error: unknown) => void
}

interface Batch {
  begun: boolean
  operations: readonly Operation[]
}

/** Above this, more waiting would only mean later failures. */
const MAX_WAITING = 20_000
/** Writers of other processes wait while one batch runs on this thread, so a batch takes a few milliseconds at most. */
const MAX_BATCH = 256

/**
 * Operations that arrive while one batch is being flushed make up the next: one flush serves them all. An operation is
 * answered after the flush of its batch. One that is given up before its batch begins is never run; after that its
 * outcome is unknown until the flush.
 */
export class GroupCommit {
  readonly #transact: Transact
  readonly #runtime: Runtime
  readonly #log: Logger
  #waiting: Operation[] = []
  /** When the batch that has not begun yet was asked for. */
  #scheduledAtMs: number | undefined
  #underWay = 0
  #lastFailure: string | undefined
  #onIdle: (() => void)[] = []

  constructor(transact: Transact, runtime: Runtime, log: Logger) {
    this.#transact = transact
    this.#runtime = runtime
    this.#log = log
  }

  /** Why the last commit failed; `undefined` when it did not. */
  get lastFailure(): string | undefined {
    return this.#lastFailure
  }

  /** How long the next batch has been waiting for its turn to write. */
  waitedMs(): number {
    return this.#scheduledAtMs === undefined ? 0 : this.#runtime.monotonicNowMs() - this.#scheduledAtMs
  }

  submit<T>(what: string, deadline: Deadline, decide: () => Decision<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new OverloadedError(`${what} was not queued: ${MAX_WAITING} writes are waiting for the disk`)
      }
      let begun = false
      let answer: () => void = () => {}
      const onAbort = () => reject(begun ? outcomeUnknown(what, deadline.signal.reason) : givenUp(what))
      const settle = (finish: () => void) => {
        deadline.signal.removeEventListener('abort', onAbort)
        finish()
      }
      deadline.signal.addEventListener('abort', onAbort, { once: true })
      this.#enqueue({
        expired: () => {
          if (!begun && deadline.expired) settle(() => reject(givenUp(what)))
          return deadline.expired
        },
        run: () => {
          begun = true
          const decision = decideSafely(decide)
          if ('error' in decision) {
            answer = () => reject(decision.error)
            return
          }
          decision.write?.()
          answer = () => resolve(decision.result)
        },
        committed: () => settle(answer),
        failed: (error) => settle(() => reject(outcomeUnknown(what, error))),
      })
    })
  }

  /** Resolves when everything that was submitted has been answered. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve)
      this.#announceIdle()
    })
  }

  #enqueue(operation: Operation): void {
    this.#waiting.push(operation)
    if (this.#scheduledAtMs === undefined) this.#schedule()
  }

  #schedule(): void {
    this.#scheduledAtMs = this.#runtime.monotonicNowMs()
    this.#underWay += 1
    const batch: Batch = { begun: false, operations: [] }
    this.#transact(() => this.#run(batch)).then(
      () => this.#committed(batch),
      (error: unknown) => this.#failed(batch, error),
    )
  }

  #run(batch: Batch): void {
    this.#fill(batch)
    for (const operation of batch.operations) operation.run()
  }

  #fill(batch: Batch): void {
    batch.begun = true
    this.#scheduledAtMs = undefined
    batch.operations = this.#waiting.splice(0, MAX_BATCH).filter((operation) => !operation.expired())
  }

  #committed(batch: Batch): void {
    this.#lastFailure = undefined
    for (const operation of batch.operations) operation.committed()
    this.#batchEnded()
  }

  #failed(batch: Batch, error: unknown): void {
    this.#lastFailure = errorMessage(error)
    // Without a turn to write there may not be a next one either: nobody is left waiting for it.
    if (!batch.begun) this.#fill(batch)
    this.#log.error('a commit to the data folder failed', {
      error: this.#lastFailure,
      writes: batch.operations.length,
    })
    for (const operation of batch.operations) operation.failed(error)
    this.#batchEnded()
  }

  #batchEnded(): void {
    this.#underWay -= 1
    // A full batch leaves some behind. They could not be asked for earlier: transactions do not nest.
    if (this.#waiting.length > 0 && this.#scheduledAtMs === undefined) this.#schedule()
    this.#announceIdle()
  }

  #announceIdle(): void {
    if (this.#underWay > 0) return
    for (const resolve of this.#onIdle.splice(0)) resolve()
  }
}

/** Nothing has been written when a decision throws, so the error is this operation's alone. */
function decideSafely<T>(decide: () => Decision<T>): Decision<T> | { readonly error: unknown } {
  try {
    return decide()
  } catch (error) {
    return { error }
  }
}

function givenUp(what: string): DeadlineExceededError {
  return new DeadlineExceededError(`${what} was given up before it was written`)
}

function outcomeUnknown(what: string, cause: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError(`${what} was being written and nobody can say whether it is`, { cause })
}
