import { errorMessage } from '../../base/errors.ts'
import { MAX_VALUE_BYTES } from '../wire/limits.ts'
import { type Body, bytesOf, checkName, Payload } from './payload.ts'

/** Answers that may be worked on at once. */
export const MAX_ANSWERS_AT_WORK = 1_000

export interface Asker {
  /** The name of the member that asks. */
  readonly from: string
}

export type AnswerHandler = (payload: Payload, asker: Asker) => Body | undefined | Promise<Body | undefined>

export interface RawAnswer {
  readonly ok: boolean
  readonly bytes: Uint8Array
}

const TO_UTF8 = new TextEncoder()
const DETAIL_LENGTH = 1_000

/** What this node answers to questions of its peers. */
export class Answers {
  readonly #handlers = new Map<string, AnswerHandler>()
  #atWork = 0

  /** Gives back how to stop answering. */
  add(name: string, handler: AnswerHandler): () => void {
    checkName(name, 'question')
    if (this.#handlers.has(name))
      throw new Error(`"${name}" is answered already: stop the other handler first`)
    this.#handlers.set(name, handler)
    return () => {
      if (this.#handlers.get(name) === handler) this.#handlers.delete(name)
    }
  }

  /** Never rejects. */
  async answer(name: string, bytes: Uint8Array, from: string): Promise<RawAnswer> {
    const handler = this.#handlers.get(name)
    if (!handler) return failure(`nothing here answers "${name}"`)
    if (this.#atWork >= MAX_ANSWERS_AT_WORK)
      return failure(`${MAX_ANSWERS_AT_WORK} answers are being worked on`)
    this.#atWork++
    try {
      const body = await handler(new Payload(bytes), { from })
      return { ok: true, bytes: bytesOf(body, `the answer to "${name}"`) }
    } catch (error) {
      return failure(errorMessage(error))
    } finally {
      this.#atWork--
    }
  }
}

function failure(why: string): RawAnswer {
  return {
    ok: false,
    bytes: TO_UTF8.encode(why.slice(0, DETAIL_LENGTH).toWellFormed()).subarray(0, MAX_VALUE_BYTES),
  }
}
