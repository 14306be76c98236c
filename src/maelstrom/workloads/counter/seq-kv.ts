import { integerBelow } from '../../../base/rng.ts'
import type { Fields } from '../../node/call.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { type NodeContext, nodeProgram } from '../../node/program.ts'
import type { Answer } from '../../node/pending-requests.ts'
import { isJsonObject } from '../../protocol/envelope.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'
import { counterRequests } from './requests.ts'

const SERVICE = 'seq-kv'
const PERIOD_MS = 700
const TIMEOUT_MS = 1000
/** Marks a life: a change of the store, after which it shows this node nothing older. */
const LIVES = 2 ** 32

/**
 * Every node keeps how far it has counted under a key of its own, and remembers what it last read of the others: while the
 * store or a node cannot be reached, that is what a read tells. The store may answer with an old state, but never with
 * one from before the caller's last change; so each turn first writes something new, its own count and the turn's number.
 */
class StoredCounter {
  readonly #context: NodeContext
  readonly #known = new Map<string, number>()
  #own = 0
  #turn = 0

  constructor(context: NodeContext) {
    this.#context = context
    this.#recover()
  }

  get value(): number {
    let sum = this.#own
    for (const count of this.#known.values()) sum += count
    return sum
  }

  add(delta: number): void {
    this.#own += delta
  }

  /** A node that starts anew goes on from where its last life had stored that it was. */
  #recover(): void {
    const { host, self } = this.#context
    const life = integerBelow(host.random, LIVES)
    this.#request({ type: 'write', key: `life ${self}`, value: life }, ({ ok }) => {
      if (ok) this.#readOwn()
      else host.after(PERIOD_MS, () => this.#recover())
    })
  }

  #readOwn(): void {
    const { host, self } = this.#context
    this.#request({ type: 'read', key: keyOf(self) }, (answer) => {
      if (answer.ok || answer.code === ERROR_CODE.keyDoesNotExist) {
        this.#own += countIn(answer) ?? 0
        this.#refresh()
      } else {
        host.after(PERIOD_MS, () => this.#recover())
      }
    })
  }

  #refresh(): void {
    const { host, self, peers } = this.#context
    const value = { count: this.#own, turn: ++this.#turn }
    this.#request({ type: 'write', key: keyOf(self), value }, ({ ok }) => {
      if (ok) for (const peer of peers) this.#look(peer)
    })
    host.after(PERIOD_MS, () => this.#refresh())
  }

  #look(peer: string): void {
    this.#request({ type: 'read', key: keyOf(peer) }, (answer) => {
      const count = countIn(answer)
      if (count !== undefined) this.#known.set(peer, count)
    })
  }

  #request(fields: Fields & { readonly type: string }, done: (answer: Answer) => void): void {
    this.#context.request(SERVICE, fields, { timeoutMs: TIMEOUT_MS }, done)
  }
}

function countIn(answer: Answer): number | undefined {
  const stored = answer.ok ? answer.body['value'] : undefined
  return isJsonObject(stored) && typeof stored['count'] === 'number' ? stored['count'] : undefined
}

function keyOf(node: string): string {
  return `counter ${node}`
}

function seqKvCounter(onlyGrows: boolean): NodeProgram {
  return nodeProgram((context) => counterRequests(new StoredCounter(context), onlyGrows))
}

export const gCounterOnSeqKv = seqKvCounter(true)
export const pnCounterOnSeqKv = seqKvCounter(false)
