import type { NodeProgram } from '../../node/node-port.ts'
import { type NodeContext, nodeProgram } from '../../node/program.ts'
import { isJsonObject } from '../../protocol/envelope.ts'
import { counterRequests } from './requests.ts'

const SERVICE = 'seq-kv'
const PERIOD_MS = 700
const TIMEOUT_MS = 1000

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
    this.#refresh()
  }

  get value(): number {
    let sum = this.#own
    for (const count of this.#known.values()) sum += count
    return sum
  }

  add(delta: number): void {
    this.#own += delta
  }

  #refresh(): void {
    const { host, self, peers } = this.#context
    const value = { count: this.#own, turn: ++this.#turn }
    this.#context.request(
      SERVICE,
      { type: 'write', key: keyOf(self), value },
      { timeoutMs: TIMEOUT_MS },
      ({ ok }) => {
        if (ok) for (const peer of peers) this.#look(peer)
      },
    )
    host.after(PERIOD_MS, () => this.#refresh())
  }

  #look(peer: string): void {
    const read = { type: 'read', key: keyOf(peer) }
    this.#context.request(SERVICE, read, { timeoutMs: TIMEOUT_MS }, (answer) => {
      const stored = answer.ok ? answer.body['value'] : undefined
      if (isJsonObject(stored) && typeof stored['count'] === 'number') this.#known.set(peer, stored['count'])
    })
  }
}

function keyOf(node: string): string {
  return `counter ${node}`
}

function seqKvCounter(onlyGrows: boolean): NodeProgram {
  return nodeProgram((context) => counterRequests(new StoredCounter(context), onlyGrows))
}

export const gCounterOnSeqKv = seqKvCounter(true)
export const pnCounterOnSeqKv = seqKvCounter(false)
