import type { Call } from '../../node/call.ts'
import { type NodeContext, nodeProgram } from '../../node/program.ts'
import type { Answer } from '../../node/pending-requests.ts'
import { isJsonObject } from '../../protocol/envelope.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'
import { type KafkaNode, type Message, type Offsets, kafkaRequests } from './requests.ts'

const SERVICE = 'lin-kv'
const TIMEOUT_MS = 1000
/** Compare-and-sets of one request that may fail before it gives up. */
const MAX_ATTEMPTS = 256
/** A poll looks up no more new messages of a key than this. */
const MAX_LOOKED_UP = 20

/**
 * All state is in the store, under keys of three kinds: the place of each message, the latest offset of each key, the
 * committed offset of each key. A message's place is taken by compare-and-set, so two nodes never take one; who loses tries the
 * next. The latest offset is only a hint of where to begin. What has been read once never changes and is kept.
 */
class Stored implements KafkaNode {
  readonly #context: NodeContext
  readonly #known = new Map<string, unknown[]>()
  readonly #next = new Map<string, number>()
  #sent = 0

  constructor(context: NodeContext) {
    this.#context = context
  }

  send(key: string, message: unknown, call: Call): void {
    const stored = { id: `${this.#context.self} ${++this.#sent}`, message }
    const begin = this.#next.get(key)
    if (begin !== undefined) return this.#place(key, begin, stored, MAX_ATTEMPTS, call)
    this.#read(latestKey(key), (value) => {
      const latest = typeof value === 'number' ? value : -1
      this.#place(key, Math.max(latest + 1, this.#next.get(key) ?? 0), stored, MAX_ATTEMPTS, call)
    })
  }

  poll(offsets: Offsets, call: Call): void {
    const found: Record<string, Message[]> = {}
    let open = offsets.length
    const close = () => {
      open -= 1
      if (open <= 0) call.reply({ msgs: found })
    }
    if (offsets.length === 0) close()
    for (const [key, offset] of offsets) {
      const messages: Message[] = []
      this.#collect(key, Math.max(0, offset), messages, () => {
        if (messages.length > 0) found[key] = messages
        close()
      })
    }
  }

  commit(offsets: Offsets, call: Call): void {
    let open = offsets.length
    let failure: string | undefined
    const close = (error?: string) => {
      failure ??= error
      open -= 1
      if (open > 0) return
      if (failure === undefined) call.reply()
      else call.fail(ERROR_CODE.timeout, failure)
    }
    if (offsets.length === 0) close()
    for (const [key, offset] of offsets) this.#raise(key, offset, MAX_ATTEMPTS, close)
  }

  listCommitted(keys: readonly string[], call: Call): void {
    const found: Record<string, unknown> = {}
    let open = keys.length
    if (open === 0) call.reply({ offsets: found })
    for (const key of keys) {
      this.#read(committedKey(key), (value) => {
        if (typeof value === 'number') found[key] = value
        open -= 1
        if (open === 0) call.reply({ offsets: found })
      })
    }
  }

  #place(key: string, offset: number, stored: { id: string }, attempts: number, call: Call): void {
    if (attempts === 0) return call.fail(ERROR_CODE.timeout, `no place found for a message of ${key}`)
    const cas = {
      type: 'cas',
      key: messageKey(key, offset),
      from: null,
      to: stored,
      create_if_not_exists: true,
    }
    this.#ask(cas, (answer) => {
      if (answer.ok) return this.#placed(key, offset, call)
      if (answer.code === ERROR_CODE.preconditionFailed) {
        return this.#place(key, offset + 1, stored, attempts - 1, call)
      }
      // It may have been placed all the same: the place itself tells.
      this.#read(messageKey(key, offset), (value) => {
        if (isJsonObject(value) && value['id'] === stored.id) this.#placed(key, offset, call)
        else call.fail(ERROR_CODE.timeout, answer.text)
      })
    })
  }

  #placed(key: string, offset: number, call: Call): void {
    this.#next.set(key, Math.max(offset + 1, this.#next.get(key) ?? 0))
    this.#ask({ type: 'write', key: latestKey(key), value: offset }, () => {})
    call.reply({ offset })
  }

  #collect(key: string, offset: number, messages: Message[], done: () => void, lookedUp = 0): void {
    const known = this.#known.get(key) ?? []
    let at = offset
    for (; at in known; at++) messages.push([at, known[at]])
    if (lookedUp >= MAX_LOOKED_UP) return done()
    this.#read(messageKey(key, at), (value) => {
      if (!isJsonObject(value)) return done()
      known[at] = value['message']
      this.#known.set(key, known)
      this.#collect(key, at, messages, done, lookedUp + 1)
    })
  }

  #raise(key: string, offset: number, attempts: number, done: (error?: string) => void): void {
    if (attempts === 0) return done(`the committed offset of ${key} changes too often`)
    this.#ask({ type: 'read', key: committedKey(key) }, (answer) => {
      if (!answer.ok && answer.code !== ERROR_CODE.keyDoesNotExist) return done(answer.text)
      const from = answer.ok ? answer.body['value'] : null
      if (typeof from === 'number' && from >= offset) return done()
      const cas = { type: 'cas', key: committedKey(key), from, to: offset, create_if_not_exists: true }
      this.#ask(cas, (result) => {
        if (result.ok) done()
        else if (result.code === ERROR_CODE.preconditionFailed) this.#raise(key, offset, attempts - 1, done)
        else done(result.text)
      })
    })
  }

  #read(key: string, done: (value: unknown) => void): void {
    this.#ask({ type: 'read', key }, (answer) => done(answer.ok ? answer.body['value'] : undefined))
  }

  #ask(fields: { readonly type: string; readonly [key: string]: unknown }, done: (answer: Answer) => void) {
    this.#context.request(SERVICE, fields, { timeoutMs: TIMEOUT_MS }, done)
  }
}

const messageKey = (key: string, offset: number) => `message ${key} ${offset}`
const latestKey = (key: string) => `latest ${key}`
const committedKey = (key: string) => `committed ${key}`

export const multi = nodeProgram((context) => kafkaRequests(new Stored(context)))
