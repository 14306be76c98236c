/** So many questions of others are remembered, with answers of so many bytes in all, in order to answer repeats alike. */
export const MAX_QUESTIONS = 4096
export const MAX_ANSWER_BYTES = 16_777_216

export interface Answer {
  readonly ok: boolean
  readonly bytes: Uint8Array
}

/**
 * The questions that others have asked this node, and what it answered. The oldest are forgotten first; a repeat of one that
 * is forgotten counts as a new question.
 */
export class GivenAnswers {
  /** By who asks and id; `undefined`: in the hands of the program. Oldest first. */
  readonly #answers = new Map<string, Answer | undefined>()
  #bytes = 0

  /** Says whether the question is new. */
  asked(asker: string, id: string): boolean {
    const question = questionOf(asker, id)
    if (this.#answers.has(question)) return false
    this.#answers.set(question, undefined)
    this.#forget()
    return true
  }

  given(asker: string, id: string, answer: Answer): void {
    const question = questionOf(asker, id)
    if (!this.#answers.has(question)) return
    this.#bytes += answer.bytes.length - (this.#answers.get(question)?.bytes.length ?? 0)
    this.#answers.set(question, answer)
    this.#forget()
  }

  of(asker: string, id: string): Answer | undefined {
    return this.#answers.get(questionOf(asker, id))
  }

  #forget(): void {
    for (const [oldest, answer] of this.#answers) {
      if (this.#answers.size <= MAX_QUESTIONS && this.#bytes <= MAX_ANSWER_BYTES) break
      this.#answers.delete(oldest)
      this.#bytes -= answer?.bytes.length ?? 0
    }
  }
}

/** Two nodes may give their questions the same id. */
function questionOf(asker: string, id: string): string {
  return `${asker} ${id}`
}
