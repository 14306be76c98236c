import type { Deadline } from '../../base/deadline.ts'
import { DeadlineExceededError, OperatingError, errorMessage } from '../../base/errors.ts'
import { type RandomStream, between } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { OutcomeUnknownError, StoreUnavailableError } from '../../sessions/errors.ts'
import type { DecisionOutcome } from './table-port.ts'

const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 500
/** How often a statement that changed nothing is tried while nothing is at stake. */
const ATTEMPTS = 3

/** A pause that grows with the attempts and differs between callers, so that rivals for one user do not stay in step. */
export function pauseMs(random: RandomStream, attempt: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
  return between(random, longest / 2, longest)
}

/**
 * One call of the store on its way: until when it may send statements, and whether it has sent one whose effect nobody
 * knows. From then on every failure is told as an unknown outcome.
 */
export class Call {
  readonly deadline: Deadline
  readonly #runtime: Runtime
  readonly #random: RandomStream
  #atStake = false
  #asked = false
  #failures = 0

  constructor(deadline: Deadline, runtime: Runtime) {
    this.deadline = deadline
    this.#runtime = runtime
    this.#random = runtime.random('cassandra-retry')
  }

  /** Reads; tries again for as long as there is time when a decision is at stake, else a few times. */
  async read<T>(statement: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      this.#beforeStatement()
      try {
        return await statement()
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error
        if (!this.#atStake && attempt + 1 >= ATTEMPTS) throw error
      }
      await this.#pause(attempt)
    }
  }

  /** Writes what may be written again; tries a few times. */
  async write(statement: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#beforeStatement()
      this.#atStake = true
      try {
        return await statement()
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || attempt >= ATTEMPTS) throw error
      }
      await this.#pause(attempt)
    }
  }

  /** Sends a decision once. After anything but an answer it pauses, so that the caller may look and try again. */
  async decide(send: () => Promise<DecisionOutcome>): Promise<DecisionOutcome> {
    this.#beforeStatement()
    const before = this.#atStake
    this.#atStake = true
    const outcome = await send()
    // Also what was refused may have happened: a copy of it that came first would have been in its way.
    if (outcome.kind === 'not-sent') this.#atStake = before
    if (outcome.kind === 'not-sent' && !before && this.#failures + 1 >= ATTEMPTS) {
      throw new StoreUnavailableError(`Cassandra cannot take the write: ${outcome.reason}`)
    }
    if (outcome.kind === 'not-sent' || outcome.kind === 'unknown') await this.#pause(this.#failures++)
    return outcome
  }

  /** The same failure, with what it means for the one who asked. */
  explain(error: unknown): unknown {
    if (!(error instanceof OperatingError)) return error
    const isUnanswered = error instanceof DeadlineExceededError || error instanceof StoreUnavailableError
    if (!isUnanswered) return error
    if (this.#atStake) {
      return new OutcomeUnknownError(
        'the write was sent and its outcome is not known; the same request again tells',
        { cause: error },
      )
    }
    if (error instanceof StoreUnavailableError || !this.#asked) return error
    return new StoreUnavailableError(`Cassandra did not answer in time: ${errorMessage(error)}`, {
      cause: error,
    })
  }

  #beforeStatement(): void {
    this.deadline.throwIfExpired('asking Cassandra')
    this.#asked = true
  }

  async #pause(attempt: number): Promise<void> {
    await this.#runtime.sleep(pauseMs(this.#random, attempt), this.deadline.signal)
  }
}
