import { assert } from '../../../src/base/assert.ts'
import { type RandomStream, seededStream } from '../../../src/base/rng.ts'
import type { MaelstromNode, NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import type { Body, Envelope } from '../../../src/maelstrom/protocol/envelope.ts'

interface Event {
  readonly atMs: number
  readonly order: number
  readonly fire: () => void
}

export interface NetworkOptions {
  readonly nodes: number
  readonly latencyMs?: number
  /** Instead of `latencyMs`: drawn for each message. */
  readonly drawLatencyMs?: (random: RandomStream) => number
  readonly seed?: number
  /** By how much each node's wall clock is wrong. */
  readonly clockErrorMs?: (index: number) => number
}

/** Answers requests to a service such as lin-kv. */
export type Service = (body: Body, src: string) => { readonly type: string; readonly [key: string]: unknown }

const EPOCH_MS = 1_700_000_000_000
const MAX_PHASE_MS = 10_000

/** Nodes, clients and services on one virtual clock. Messages with a client at one end take no time. */
export class VirtualNetwork {
  readonly names: readonly string[]
  readonly random: RandomStream
  readonly logs: string[] = []
  /** Messages sent between servers, services included; lost ones count. */
  serverMessages = 0
  readonly sentByType = new Map<string, number>()
  onSent: (message: Envelope) => void = () => {}
  nowMs = 0
  readonly #options: NetworkOptions
  readonly #queue: Event[] = []
  readonly #nodes = new Map<string, MaelstromNode>()
  readonly #services = new Map<string, Service>()
  readonly #blocked = new Set<string>()
  readonly #dead = new Set<string>()
  readonly #lives = new Map<string, number>()
  readonly #start: (name: string) => void
  readonly #waiting = new Map<string, (body: Body) => void>()
  #order = 0
  #lastMsgId = 0

  constructor(program: NodeProgram, options: NetworkOptions) {
    this.#options = options
    this.random = seededStream(options.seed ?? 1, 'network')
    this.names = Array.from({ length: options.nodes }, (_, index) => `n${index}`)
    // The wall clock is anywhere in a period when a run begins.
    const startMs = EPOCH_MS + Math.floor(this.random.next() * MAX_PHASE_MS)
    this.#start = (name) => {
      const error = options.clockErrorMs?.(this.names.indexOf(name)) ?? 0
      const life = (this.#lives.get(name) ?? 0) + 1
      this.#lives.set(name, life)
      const isAlive = () => this.#lives.get(name) === life && !this.#dead.has(name)
      const node = program({
        nowMs: () => startMs + this.nowMs + error,
        after: (ms, fire) => {
          assert(ms >= 0, `a wait of ${ms} ms lies in the past`)
          return this.after(ms, () => {
            if (isAlive()) fire()
          })
        },
        random: seededStream(options.seed ?? 1, `${name} ${life}`),
        send: (message) => this.#send(message),
        log: (line) => void this.logs.push(`${name}: ${line}`),
      })
      this.#nodes.set(name, node)
      this.ask(name, { type: 'init', node_id: name, node_ids: this.names })
    }
    for (const name of this.names) this.#start(name)
    this.runFor(0)
  }

  service(name: string, service: Service): void {
    this.#services.set(name, service)
  }

  /** Sends a client's request; `done` gets the answer, which may never come. */
  ask(node: string, body: Body, done: (answer: Body) => void = () => {}, client = 'c0'): void {
    const msgId = ++this.#lastMsgId
    this.#waiting.set(`${client} ${msgId}`, done)
    this.#send({ src: client, dest: node, body: { ...body, msg_id: msgId } })
  }

  /** Asks and waits until the answer is there. */
  answer(node: string, body: Body, limitMs = 5000): Body {
    const answers: Body[] = []
    this.ask(node, body, (got) => void answers.push(got))
    const endsAtMs = this.nowMs + limitMs
    while (answers.length === 0 && this.#nextMs() <= endsAtMs) this.#step()
    const [answer] = answers
    if (!answer) throw new Error(`${node} does not answer ${JSON.stringify(body)}`)
    return answer
  }

  after(ms: number, fire: () => void): () => void {
    let isOff = false
    this.#push(this.nowMs + Math.max(0, ms), () => {
      if (!isOff) fire()
    })
    return () => (isOff = true)
  }

  runFor(ms: number): void {
    const endsAtMs = this.nowMs + ms
    while (this.#nextMs() <= endsAtMs) this.#step()
    this.nowMs = endsAtMs
  }

  /** Nothing passes between the two groups, either way. */
  partition(left: readonly string[], right: readonly string[]): void {
    for (const a of left) {
      for (const b of right) {
        this.#blocked.add(`${a} ${b}`)
        this.#blocked.add(`${b} ${a}`)
      }
    }
  }

  isolate(name: string): void {
    this.partition(
      [name],
      this.names.filter((other) => other !== name),
    )
  }

  heal(): void {
    this.#blocked.clear()
  }

  /** It has forgotten everything, and is told its name again. */
  restart(name: string): void {
    this.#start(name)
    this.#dead.delete(name)
    this.runFor(0)
  }

  /** It neither sends nor hears anything any more. */
  kill(name: string): void {
    this.#dead.add(name)
  }

  #send(message: Envelope): void {
    const { src, dest } = message
    const withClient = src.startsWith('c') || dest.startsWith('c')
    if (this.#dead.has(src)) return
    if (!withClient) {
      this.serverMessages += 1
      this.sentByType.set(message.body.type, (this.sentByType.get(message.body.type) ?? 0) + 1)
      this.onSent(message)
    }
    const text = JSON.stringify(message)
    this.#push(this.nowMs + (withClient ? 0 : this.#latencyMs()), () => this.#deliver(text))
  }

  #deliver(text: string): void {
    const message = JSON.parse(text) as Envelope
    const { src, dest, body } = message
    if (this.#blocked.has(`${src} ${dest}`) || this.#dead.has(dest)) return
    const service = this.#services.get(dest)
    if (service) {
      const answer: Body = { ...service(body, src), in_reply_to: body.msg_id ?? 0 }
      this.#send({ src: dest, dest: src, body: answer })
    } else if (dest.startsWith('c')) {
      const key = `${dest} ${body.in_reply_to}`
      this.#waiting.get(key)?.(body)
      this.#waiting.delete(key)
    } else {
      this.#nodes.get(dest)?.receive(message)
    }
  }

  #latencyMs(): number {
    return this.#options.drawLatencyMs?.(this.random) ?? this.#options.latencyMs ?? 0
  }

  #nextMs(): number {
    return this.#queue[0]?.atMs ?? Infinity
  }

  #step(): void {
    const event = this.#pop()
    if (!event) return
    this.nowMs = Math.max(this.nowMs, event.atMs)
    event.fire()
  }

  #push(atMs: number, fire: () => void): void {
    const queue = this.#queue
    queue.push({ atMs, order: this.#order++, fire })
    let index = queue.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfLater(parent, index)) break
      index = parent
    }
  }

  #pop(): Event | undefined {
    const queue = this.#queue
    const first = queue[0]
    const last = queue.pop()
    if (!first || !last || queue.length === 0) return first
    queue[0] = last
    let index = 0
    for (;;) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (this.#isEarlier(child, least)) least = child
      }
      if (least === index) return first
      this.#swapIfLater(index, least)
      index = least
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const left = this.#queue[a]
    const right = this.#queue[b]
    if (!left || !right) return false
    return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order)
  }

  #swapIfLater(upper: number, lower: number): boolean {
    if (!this.#isEarlier(lower, upper)) return false
    const a = this.#queue[upper]
    const b = this.#queue[lower]
    if (a && b) {
      this.#queue[upper] = b
      this.#queue[lower] = a
    }
    return true
  }
}
