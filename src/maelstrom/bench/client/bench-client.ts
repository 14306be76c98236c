import type { Body } from '../../protocol/envelope.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import { isInteger } from '../json.ts'
import type { Network } from '../network/network.ts'
import type { ProtocolFaults } from './protocol-faults.ts'
import { readReply, type Reply, type ReplyShape } from './reply.ts'

interface Awaited {
  readonly msgId: number
  readonly settle: (body: Body) => void
}

/** Asks one node one thing at a time, gives up after a while, and notices every answer that should not be. */
export class BenchClient {
  readonly #id: string
  readonly #network: Network
  readonly #clock: BenchClock
  readonly #faults: ProtocolFaults
  readonly #answered = new Set<number>()
  #lastMsgId = 0
  #awaited: Awaited | undefined

  constructor(id: string, network: Network, clock: BenchClock, faults: ProtocolFaults) {
    this.#id = id
    this.#network = network
    this.#clock = clock
    this.#faults = faults
    network.attach(id, ({ src, body }) => this.#receive(src, body))
  }

  call(
    node: string,
    request: Body,
    shape: ReplyShape,
    timeoutMs: number,
    done: (reply: Reply) => void,
  ): void {
    const msgId = ++this.#lastMsgId
    const giveUp = this.#clock.after(timeoutMs, () => {
      this.#awaited = undefined
      done({ kind: 'timeout' })
    })
    this.#awaited = {
      msgId,
      settle: (body) => {
        giveUp()
        this.#awaited = undefined
        const reply = readReply(body, shape)
        if (reply.kind === 'malformed') this.#faults.add('malformed-reply', `${node}: ${reply.why}`)
        done(reply)
      },
    }
    this.#network.send({ src: this.#id, dest: node, body: { ...request, msg_id: msgId } })
  }

  /** A late answer is no fault, a second one is. */
  #receive(src: string, body: Body): void {
    const msgId = body.in_reply_to
    if (!isInteger(msgId) || msgId < 1 || msgId > this.#lastMsgId) {
      this.#faults.add('unasked-answer', `${src} to ${this.#id}: ${JSON.stringify(body)}`)
      return
    }
    if (this.#answered.has(msgId)) {
      this.#faults.add('second-answer', `${src} to ${this.#id}: ${JSON.stringify(body)}`)
      return
    }
    this.#answered.add(msgId)
    if (this.#awaited?.msgId === msgId) this.#awaited.settle(body)
  }
}
