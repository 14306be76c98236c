import { errorMessage } from '../../base/errors.ts'
import type { Body, Envelope } from '../protocol/envelope.ts'
import { ERROR_CODE } from '../protocol/errors.ts'
import { Call, type Fields, type Handlers, readTexts } from './call.ts'
import type { MaelstromNode, NodeHost, NodeProgram } from './node-port.ts'
import { type Answer, PendingRequests, type RequestOptions } from './pending-requests.ts'
import { RememberedAnswers, requestKey } from './remembered-answers.ts'

/** What other servers send before this one has been told its name waits here; more is dropped. */
export const MAX_EARLY_MESSAGES = 1024
/** How clients are called. */
const CLIENT_PREFIX = 'c'

/** What a workload knows of the node it runs in, once that has been told its name. */
export interface NodeContext {
  readonly host: NodeHost
  readonly self: string
  /** All servers, this one too, in the same order everywhere. */
  readonly nodes: readonly string[]
  readonly peers: readonly string[]
  /** Sends without waiting for an answer. */
  send(dest: string, body: Body): void
  request(
    dest: string,
    fields: Fields & { readonly type: string },
    options: RequestOptions,
    done: (answer: Answer) => void,
  ): void
}

/** Makes a node of what a workload does with each type of message. */
export function nodeProgram(workload: (context: NodeContext) => Handlers): NodeProgram {
  return (host) => new ProgrammedNode(host, workload)
}

class ProgrammedNode implements MaelstromNode {
  readonly #host: NodeHost
  readonly #workload: (context: NodeContext) => Handlers
  readonly #requests: PendingRequests
  readonly #answers = new RememberedAnswers()
  readonly #early: Envelope[] = []
  #self: string | undefined
  #handlers: Handlers = {}

  constructor(host: NodeHost, workload: (context: NodeContext) => Handlers) {
    this.#host = host
    this.#workload = workload
    this.#requests = new PendingRequests(host)
  }

  receive(message: Envelope): void {
    const { src, body } = message
    if (body.type === 'init') this.#init(message)
    else if (this.#self === undefined) this.#receiveEarly(message)
    else if (body.in_reply_to !== undefined) this.#requests.settle(src, body)
    else this.#handle(message)
  }

  #init(message: Envelope): void {
    const call = this.#callOf(message)
    const name = message.body['node_id']
    const nodes = readTexts(message.body['node_ids'])
    if (typeof name !== 'string' || !nodes?.includes(name)) {
      return call.fail(ERROR_CODE.malformedRequest, 'init names this node and all nodes, this one among them')
    }
    if (this.#self === undefined) this.#begin(name, nodes)
    if (this.#self !== name) return call.fail(ERROR_CODE.malformedRequest, `this node is ${this.#self}`)
    call.reply()
    for (const early of this.#early.splice(0)) this.receive(early)
  }

  #begin(self: string, nodes: readonly string[]): void {
    this.#self = self
    this.#handlers = this.#workload({
      host: this.#host,
      self,
      nodes,
      peers: nodes.filter((node) => node !== self),
      send: (dest, body) => this.#host.send({ src: self, dest, body }),
      request: (dest, fields, options, done) => this.#requests.send(self, dest, fields, options, done),
    })
  }

  #receiveEarly(message: Envelope): void {
    if (message.src.startsWith(CLIENT_PREFIX)) {
      this.#callOf(message).fail(
        ERROR_CODE.temporarilyUnavailable,
        'this node has not been told its name yet',
      )
    } else if (this.#early.length < MAX_EARLY_MESSAGES) {
      this.#early.push(message)
    } else {
      this.#host.log(`too many messages before init: one of ${message.src} is dropped`)
    }
  }

  #handle(message: Envelope): void {
    const { src, body } = message
    const handler = Object.hasOwn(this.#handlers, body.type) ? this.#handlers[body.type] : undefined
    const isOnce = body.msg_id !== undefined && handler?.repeatable === false
    const key = isOnce ? requestKey(src, body) : undefined
    if (key !== undefined && !this.#answers.begin(key)) {
      const answer = this.#answers.answerTo(key)
      if (answer) this.#host.send({ src: message.dest, dest: src, body: answer })
      return
    }
    const call = this.#callOf(message, key)
    if (handler) this.#run(() => handler.run(body, call), call)
    else if (body.type !== 'error') call.fail(ERROR_CODE.notSupported, `there is no ${body.type} here`)
  }

  /** A fault of this node may have come half-way: nobody can say what has happened. */
  #run(work: () => void, call: Call): void {
    try {
      work()
    } catch (error) {
      this.#host.log(`a request of ${call.src} failed: ${errorMessage(error)}`)
      call.fail(ERROR_CODE.crash, errorMessage(error))
    }
  }

  #callOf({ src, dest, body }: Envelope, key?: string): Call {
    return new Call(src, body, (answer) => {
      if (key !== undefined) this.#answers.end(key, answer)
      this.#host.send({ src: this.#self ?? dest, dest: src, body: answer })
    })
  }
}
