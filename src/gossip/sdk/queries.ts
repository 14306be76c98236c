import { OverloadedError } from '../../base/errors.ts'
import type { Arm } from '../../base/sleep.ts'
import { Payload } from './payload.ts'

export const MAX_OPEN_QUERIES = 1_000

export interface Answer {
  readonly from: string
  /** False: it does not answer such questions, or failed; `payload.text` says why. */
  readonly ok: boolean
  readonly payload: Payload
}

export interface QueryResult {
  readonly answers: readonly Answer[]
  /** Who was asked and has not answered in time. */
  readonly silent: readonly string[]
}

/** A question under way. Iterate over it to get answers as they come, or wait for all of them. */
export class Query implements AsyncIterable<Answer> {
  readonly #answers: Answer[] = []
  #silent: readonly string[] | undefined
  #next = Promise.withResolvers<void>()

  /** Resolves when all have answered or the time is over. */
  async collect(): Promise<QueryResult> {
    for (;;) {
      if (this.#silent) return { answers: [...this.#answers], silent: this.#silent }
      await this.#next.promise
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Answer, void, void> {
    for (let index = 0; ;) {
      const answer = this.#answers[index]
      if (answer) {
        index++
        yield answer
      } else if (this.#silent) return
      else await this.#next.promise
    }
  }

  answered(answer: Answer): void {
    this.#answers.push(answer)
    this.#changed()
  }

  ended(silent: readonly string[]): void {
    this.#silent ??= silent
    this.#changed()
  }

  #changed(): void {
    const { resolve } = this.#next
    this.#next = Promise.withResolvers<void>()
    resolve()
  }
}

interface Open {
  readonly query: Query
  readonly waitingFor: Set<string>
  readonly disarm: () => void
}

/** Questions of this node that are not over. */
export class Queries {
  readonly #arm: Arm
  readonly #open = new Map<string, Open>()

  constructor(arm: Arm) {
    this.#arm = arm
  }

  get size(): number {
    return this.#open.size
  }

  begin(id: string, to: readonly string[], timeoutMs: number): Query {
    if (this.#open.size >= MAX_OPEN_QUERIES)
      throw new OverloadedError(`${MAX_OPEN_QUERIES} questions are open: wait for some of them`)
    const query = new Query()
    const disarm = this.#arm(timeoutMs, () => this.#end(id))
    this.#open.set(id, { query, waitingFor: new Set(to), disarm })
    this.#endIfComplete(id)
    return query
  }

  answered(id: string, from: string, ok: boolean, bytes: Uint8Array): void {
    const open = this.#open.get(id)
    if (!open?.waitingFor.delete(from)) return
    open.query.answered({ from, ok, payload: new Payload(bytes) })
    this.#endIfComplete(id)
  }

  /** The node closes: what has come counts, the rest is silent. */
  end(): void {
    for (const id of this.#open.keys()) this.#end(id)
  }

  #endIfComplete(id: string): void {
    if (this.#open.get(id)?.waitingFor.size === 0) this.#end(id)
  }

  #end(id: string): void {
    const open = this.#open.get(id)
    if (!open) return
    this.#open.delete(id)
    open.disarm()
    open.query.ended([...open.waitingFor])
  }
}
