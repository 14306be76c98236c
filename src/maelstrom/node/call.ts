import { type Body, isJsonObject } from '../protocol/envelope.ts'
import { ERROR_CODE } from '../protocol/errors.ts'

/** What a reply says beyond `type` and `in_reply_to`. */
export type Fields = Readonly<Record<string, unknown>>

/** One request that is being worked on. It is answered at most once: what comes after the first answer is dropped. */
export class Call {
  readonly src: string
  readonly #request: Body
  readonly #answer: (body: Body) => void
  #answered = false

  constructor(src: string, request: Body, answer: (body: Body) => void) {
    this.src = src
    this.#request = request
    this.#answer = answer
  }

  get isAnswered(): boolean {
    return this.#answered
  }

  /** `echo` is answered with `echo_ok`, and so on. */
  reply(fields: Fields = {}): void {
    this.#end({ ...fields, type: `${this.#request.type}_ok` })
  }

  fail(code: number, text: string): void {
    this.#end({ type: 'error', code, text })
  }

  #end(body: Body): void {
    if (this.#answered) return
    this.#answered = true
    const { msg_id: msgId } = this.#request
    if (msgId !== undefined) this.#answer({ ...body, in_reply_to: msgId })
  }
}

/** How one type of message is handled. */
export interface Handler {
  /** It may be done again when the request comes twice; what changes something is answered from memory instead. */
  readonly repeatable: boolean
  readonly run: (body: Body, call: Call) => void
}

export type Handlers = Readonly<Record<string, Handler>>

/** What a request says, or undefined: it is malformed. */
export type Reader<T> = (body: Body) => T | undefined

export function query<T>(read: Reader<T>, handle: (asked: T, call: Call) => void): Handler {
  return { repeatable: true, run: checked(read, handle) }
}

export function command<T>(read: Reader<T>, handle: (asked: T, call: Call) => void): Handler {
  return { repeatable: false, run: checked(read, handle) }
}

/** For requests that say nothing beyond their type. */
export function nothing(): true {
  return true
}

function checked<T>(read: Reader<T>, handle: (asked: T, call: Call) => void): Handler['run'] {
  return (body, call) => {
    const asked = read(body)
    if (asked === undefined) call.fail(ERROR_CODE.malformedRequest, `not a well-formed ${body.type}`)
    else handle(asked, call)
  }
}

export function readInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

export function readTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((item) => typeof item === 'string')
  return texts.length === value.length ? texts : undefined
}

/** The entries of an object whose values all pass `read`. */
export function readEntries<T>(
  value: unknown,
  read: (value: unknown) => T | undefined,
): Array<[string, T]> | undefined {
  if (!isJsonObject(value)) return undefined
  const entries: Array<[string, T]> = []
  for (const [key, item] of Object.entries(value)) {
    const good = read(item)
    if (good === undefined) return undefined
    entries.push([key, good])
  }
  return entries
}
