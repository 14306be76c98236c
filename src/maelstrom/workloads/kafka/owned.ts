import type { Call } from '../../node/call.ts'
import { type NodeContext, nodeProgram } from '../../node/program.ts'
import { HashRing } from '../../../gossip/ring/hash-ring.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'
import { phased } from '../spread/phased.ts'
import type { Spread } from '../spread/spread.ts'
import { CommittedOffsets } from './committed-offsets.ts'
import { committedEntry, messageEntry, readEntry } from './entries.ts'
import { polled } from './offset-order.ts'
import { type KafkaNode, type Message, type Offsets, kafkaRequests } from './requests.ts'

const PERIOD_MS = 100
const OWNER_TIMEOUT_MS = 1000
const OWNER_ATTEMPTS = 3

/**
 * Each key has one owner, by consistent hashing, who alone gives its offsets: 0, 1, 2, … without any compare-and-set. Another
 * node passes a send on to the owner. All nodes get copies with the period, so polls and commits stay where they are.
 */
class Owned implements KafkaNode {
  readonly spread: Spread
  readonly #context: NodeContext
  readonly #owners: HashRing
  readonly #messages = new Map<string, Message[]>()
  readonly #committed = new CommittedOffsets()

  constructor(context: NodeContext) {
    this.#context = context
    this.#owners = new HashRing(context.nodes)
    this.spread = phased({ periodMs: PERIOD_MS })(context, {
      deliver: (entries) => {
        for (const entry of entries) this.#receive(entry)
      },
      gather: () => this.#gather(),
    })
  }

  send(key: string, message: unknown, call: Call): void {
    const { nodes, self } = this.#context
    const owner = this.#owners.nodeOf(key) ?? self
    if (owner === self || nodes.includes(call.src)) return this.#append(key, message, call)
    this.#context.request(
      owner,
      { type: 'send', key, msg: message },
      { timeoutMs: OWNER_TIMEOUT_MS, attempts: OWNER_ATTEMPTS },
      (answer) => {
        if (answer.ok) call.reply({ offset: answer.body['offset'] })
        else call.fail(ERROR_CODE.timeout, `${owner}, who owns ${key}: ${answer.text}`)
      },
    )
  }

  poll(offsets: Offsets, call: Call): void {
    call.reply({ msgs: polled(offsets, (key) => this.#messages.get(key)) })
  }

  commit(offsets: Offsets, call: Call): void {
    this.#committed.commit(offsets)
    this.spread.announce()
    call.reply()
  }

  listCommitted(keys: readonly string[], call: Call): void {
    call.reply({ offsets: this.#committed.of(keys) })
  }

  #append(key: string, message: unknown, call: Call): void {
    const messages = this.#messagesOf(key)
    const offset = messages.length
    messages.push([offset, message])
    this.spread.publish(messageEntry(key, offset, message))
    call.reply({ offset })
  }

  #receive(value: unknown): void {
    const entry = readEntry(value)
    if (entry?.kind === 'message') this.#messagesOf(entry.key).push([entry.offset, entry.message])
    else if (entry?.kind === 'committed') {
      for (const [key, offset] of entry.offsets) this.#committed.merge(key, offset)
    }
  }

  #gather(): unknown[] {
    const committed = this.#committed.takeChanged()
    return Object.keys(committed).length > 0 ? [committedEntry(committed)] : []
  }

  #messagesOf(key: string): Message[] {
    const known = this.#messages.get(key)
    if (known) return known
    const messages: Message[] = []
    this.#messages.set(key, messages)
    return messages
  }
}

export const efficient = nodeProgram((context) => {
  const node = new Owned(context)
  return { ...node.spread.handlers, ...kafkaRequests(node) }
})

/** One node owns everything. */
export const single = efficient
