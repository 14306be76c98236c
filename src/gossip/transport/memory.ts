import { MAX_FRAME_BYTES } from '../wire/limits.ts'
import { type QueueBounds, SendQueue } from './send-queue.ts'
import { Traffic } from './traffic.ts'
import type { Address, Priority, Transport, TransportCounts, TransportHandler } from './transport.ts'

/** Runs something in a later turn. */
export type Schedule = (run: () => void) => void

const DEFAULT_BOUNDS: QueueBounds = { maxQueuedFrames: 1_024, maxQueuedBytes: 4 * 1024 * 1024 }

/** What joins the nodes of one process. */
export class MemoryHub {
  readonly schedule: Schedule
  readonly #nodes = new Map<Address, MemoryTransport>()

  constructor(schedule: Schedule = setImmediate) {
    this.schedule = schedule
  }

  transport(address: Address, bounds: QueueBounds = DEFAULT_BOUNDS): MemoryTransport {
    return new MemoryTransport(this, address, bounds)
  }

  add(node: MemoryTransport): void {
    if (this.#nodes.has(node.address))
      throw new Error(`${node.address} is in use by another node of this hub`)
    this.#nodes.set(node.address, node)
  }

  find(address: Address): MemoryTransport | undefined {
    return this.#nodes.get(address)
  }

  remove(node: MemoryTransport): void {
    if (this.#nodes.get(node.address) === node) this.#nodes.delete(node.address)
  }
}

/** Frames between the nodes of one process, without sockets; made by `MemoryHub`. */
export class MemoryTransport implements Transport {
  readonly address: Address
  readonly #hub: MemoryHub
  readonly #bounds: QueueBounds
  readonly #queues = new Map<Address, SendQueue>()
  readonly #traffic = new Traffic()
  #handler: TransportHandler | undefined
  #closed = false

  constructor(hub: MemoryHub, address: Address, bounds: QueueBounds) {
    this.#hub = hub
    this.address = address
    this.#bounds = bounds
  }

  get counts(): TransportCounts {
    let queuedFrames = 0
    for (const queue of this.#queues.values()) queuedFrames += queue.length
    return this.#traffic.read({ links: 0, queuedFrames })
  }

  async listen(handler: TransportHandler): Promise<void> {
    this.#hub.add(this)
    this.#handler = handler
  }

  send(address: Address, frame: Uint8Array, priority: Priority): void {
    if (this.#closed) return this.#traffic.dropped.add('closed')
    if (frame.length > MAX_FRAME_BYTES) return this.#traffic.dropped.add('too_large')
    let queue = this.#queues.get(address)
    if (!queue) {
      queue = new SendQueue(this.#bounds)
      this.#queues.set(address, queue)
      this.#hub.schedule(() => this.#flush(address))
    }
    this.#traffic.dropped.add('queue_full', queue.push(frame, priority))
  }

  drop(address: Address): void {
    this.#traffic.dropped.add('dropped', this.#queues.get(address)?.clear() ?? 0)
  }

  /** What waits leaves now: nothing here can take long. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#handler = undefined
    await new Promise<void>((resolve) => this.#hub.schedule(resolve))
    this.#hub.remove(this)
  }

  #flush(address: Address): void {
    const queue = this.#queues.get(address)
    this.#queues.delete(address)
    if (!queue || queue.length === 0) return
    const fault = address === this.address ? 'own_address' : 'unreachable'
    const target = address === this.address ? undefined : this.#hub.find(address)
    if (!target) {
      this.#traffic.dropped.add(fault, queue.clear())
      return this.#handler?.onUnreachable(address, fault)
    }
    for (let frame = queue.next(); frame; frame = queue.next()) {
      this.#traffic.moved(0, frame.length, 1)
      target.#take(this.address, frame)
    }
  }

  #take(from: Address, frame: Uint8Array): void {
    if (!this.#handler) return
    this.#traffic.moved(frame.length, 0, 0)
    this.#traffic.frameIn()
    this.#handler.onFrame(from, frame)
  }
}
