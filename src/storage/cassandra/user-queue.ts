import { OverloadedError } from '../../base/errors.ts'

/** More calls of one user than this at one server are refused. */
export const MAX_CALLS_OF_USER = 1_000

interface Line {
  last: Promise<unknown>
  length: number
}

/**
 * Lets the operations of one user at this server go one after another: they would only refuse each other in Cassandra,
 * where a contended conditional write costs a hundred times a quiet one.
 */
export class UserQueue {
  readonly #lines = new Map<string, Line>()

  async run<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(userId) ?? { last: Promise.resolve(), length: 0 }
    if (line.length >= MAX_CALLS_OF_USER) {
      throw new OverloadedError(`${MAX_CALLS_OF_USER} requests of one user wait already`)
    }
    this.#lines.set(userId, line)
    line.length += 1
    const mine = line.last.then(work)
    line.last = mine.catch(() => {})
    try {
      return await mine
    } finally {
      line.length -= 1
      if (line.length === 0) this.#lines.delete(userId)
    }
  }
}
