import type { Body } from '../protocol/envelope.ts'

/** So many of the latest requests are told from their duplicates. */
const MAX_REMEMBERED_REQUESTS = 4096

/**
 * A request that comes again, because somebody repeats it or the network does, must not act again. It gets the answer
 * that the first one got; if that is still being worked on, nothing. Old ones are forgotten, oldest first.
 */
export class RememberedAnswers {
  readonly #answers = new Map<string, Body | undefined>()

  /** False: this very request is known. */
  begin(key: string): boolean {
    if (this.#answers.has(key)) return false
    this.#answers.set(key, undefined)
    if (this.#answers.size > MAX_REMEMBERED_REQUESTS) {
      for (const oldest of this.#answers.keys()) {
        this.#answers.delete(oldest)
        break
      }
    }
    return true
  }

  end(key: string, answer: Body): void {
    if (this.#answers.has(key)) this.#answers.set(key, answer)
  }

  answerTo(key: string): Body | undefined {
    return this.#answers.get(key)
  }
}

/** Two requests are the same if they say the same under the same number: people who type by hand repeat numbers. */
export function requestKey(src: string, body: Body): string {
  return `${src} ${JSON.stringify(body)}`
}
