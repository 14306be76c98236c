import type { Call } from '../../node/call.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { type NodeContext, nodeProgram } from '../../node/program.ts'
import { phased } from '../spread/phased.ts'
import type { Spread } from '../spread/spread.ts'
import { CommittedOffsets } from './committed-offsets.ts'
import { committedEntry, frontierEntry, messageEntry, readEntry } from './entries.ts'
import { InterleavedLog } from './interleaved-log.ts'
import { polled } from './offset-order.ts'
import { type KafkaNode, type Offsets, kafkaRequests } from './requests.ts'

/**
 * Every node takes messages without asking anyone. What it took, its frontiers and what was committed go to the others
 * with the period; a message is shown everywhere two periods after it was taken at the latest.
 */
class Interleaved implements KafkaNode {
  readonly spread: Spread
  readonly #context: NodeContext
  readonly #self: number
  readonly #logs = new Map<string, InterleavedLog>()
  readonly #committed = new CommittedOffsets()
  /** Keys whose frontier another node has moved. */
  readonly #moved = new Set<string>()

  constructor(context: NodeContext, periodMs: number) {
    this.#context = context
    this.#self = context.nodes.indexOf(context.self)
    this.spread = phased({ periodMs })(context, {
      deliver: (entries, writer) => {
        for (const entry of entries) this.#receive(entry, writer)
      },
      gather: () => this.#gather(),
    })
  }

  send(key: string, message: unknown, call: Call): void {
    const offset = this.#log(key).append(message)
    this.spread.publish(messageEntry(key, offset, message))
    call.reply({ offset })
  }

  poll(offsets: Offsets, call: Call): void {
    call.reply({ msgs: polled(offsets, (key) => this.#logs.get(key)?.shown) })
  }

  commit(offsets: Offsets, call: Call): void {
    this.#committed.commit(offsets)
    this.spread.announce()
    call.reply()
  }

  listCommitted(keys: readonly string[], call: Call): void {
    call.reply({ offsets: this.#committed.of(keys) })
  }

  #receive(value: unknown, writer: number): void {
    const entry = readEntry(value)
    switch (entry?.kind) {
      case 'message':
        this.#log(entry.key).receive(writer, entry.offset, entry.message)
        this.#moved.add(entry.key)
        this.spread.announce()
        return
      case 'frontier':
        return this.#log(entry.key).receiveFrontier(writer, entry.offset)
      case 'committed':
        for (const [key, offset] of entry.offsets) this.#committed.merge(key, offset)
        return
      case undefined:
    }
  }

  #gather(): unknown[] {
    const entries: unknown[] = [...this.#moved].map((key) => frontierEntry(key, this.#log(key).ownFrontier))
    this.#moved.clear()
    const committed = this.#committed.takeChanged()
    if (Object.keys(committed).length > 0) entries.push(committedEntry(committed))
    return entries
  }

  #log(key: string): InterleavedLog {
    const known = this.#logs.get(key)
    if (known) return known
    const log = new InterleavedLog(this.#context.nodes.length, this.#self)
    this.#logs.set(key, log)
    return log
  }
}

function interleavedEvery(periodMs: number): NodeProgram {
  return nodeProgram((context) => {
    const node = new Interleaved(context, periodMs)
    return { ...node.spread.handlers, ...kafkaRequests(node) }
  })
}

export const interleaved = interleavedEvery(70)
export const interleavedSlow = interleavedEvery(290)
