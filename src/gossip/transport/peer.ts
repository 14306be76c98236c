import type { RandomStream } from '../../base/rng.ts'
import { Backoff } from './backoff.ts'
import type { Link, LinkEnd } from './link.ts'
import type { TcpLimits } from './limits.ts'
import { SendQueue } from './send-queue.ts'
import type { Address, Priority } from './transport.ts'

/** A link that lasts so long was a success: the next failure counts as the first. */
const PROVEN_MS = 1_000

/** What a peer needs of the transport it belongs to. */
export interface PeerWorld {
  readonly limits: TcpLimits
  readonly random: RandomStream
  /** false: this node is not dialled by others, so it keeps the links it opened. */
  readonly dialable: boolean
  /** Exactly one of `linkUp` and `dialFailed` follows, unless what it gives is called. */
  dial(peer: Peer): () => void
  unreachable(address: Address, reason: string): void
  dropped(count: number, reason: string): void
  /** Something became empty, or is over. */
  changed(peer: Peer): void
}

/**
 * Everything about one address: what waits for it, the link it goes out on, and when to try again. It is in one of four
 * states: linked, dialling, waiting after a failure, or at rest.
 */
export class Peer {
  readonly address: Address
  readonly queue: SendQueue
  readonly #world: PeerWorld
  readonly #backoff: Backoff
  #link: Link | undefined
  #cancelDial: (() => void) | undefined
  #retry: NodeJS.Timeout | undefined
  #upSinceMs = 0
  #pumping = false
  #failed = false
  #dialable = true
  /** Until when a lost link is reopened though nothing waits. */
  #reopenUntilMs = -Infinity

  constructor(address: Address, world: PeerWorld) {
    this.address = address
    this.#world = world
    this.#backoff = new Backoff(world.random)
    this.queue = new SendQueue(world.limits)
  }

  get link(): Link | undefined {
    return this.#link
  }

  /** Something waits that can leave now: it is linked, or about to be. */
  get isSending(): boolean {
    return this.queue.length > 0 && !this.#retry
  }

  /** Nothing is lost when it is forgotten, except how often it has failed. */
  get isAtRest(): boolean {
    return !this.#link && !this.#cancelDial && !this.#retry && this.queue.length === 0
  }

  get isWorthKeeping(): boolean {
    return !this.isAtRest || this.#backoff.failures > 0 || !this.#dialable
  }

  send(frame: Uint8Array, priority: Priority): void {
    this.#world.dropped(this.queue.push(frame, priority), 'queue_full')
    this.#work()
  }

  linkUp(link: Link, dialable: boolean): void {
    if (link.dialled !== undefined) this.#cancelDial = undefined
    this.#stopWaiting()
    this.#upSinceMs = performance.now()
    this.#failed = false
    this.#dialable = dialable
    this.#link = link
    link.serve(this.queue)
  }

  /** The attempt gave a link that is not needed. */
  dialSettled(): void {
    this.#cancelDial = undefined
  }

  linkDown(link: Link, end: LinkEnd): void {
    if (this.#link !== link) return
    this.#link = undefined
    const nowMs = performance.now()
    const proven = nowMs - this.#upSinceMs >= PROVEN_MS
    if (proven) this.#backoff.reset()
    this.#failed = end.lost
    if (end.lost) this.#world.unreachable(this.address, end.reason)
    if (!this.#world.dialable && link.dialled !== undefined) {
      this.#reopenUntilMs = nowMs + this.#world.limits.reopenForMs
    }
    // A peer that greets and leaves must not be dialled as fast as it can do that.
    const pauses = end.lost || !proven || this.#reopens
    if (this.#dialable && !this.#cancelDial && pauses) this.#wait()
    else if (this.queue.length > 0) this.#work()
    this.#world.changed(this)
  }

  dialFailed(reason: string): void {
    this.#cancelDial = undefined
    if (this.#link) return
    this.#failed = true
    this.#world.dropped(this.queue.clear(), 'unreachable')
    this.#wait()
    this.#world.unreachable(this.address, reason)
    this.#world.changed(this)
  }

  /** Takes over what waits under another name of the same node. */
  adopt(other: Peer): void {
    this.#world.dropped(other.queue.moveTo(this.queue), 'queue_full')
    this.#link?.pump()
  }

  /** Forgets what waits, ends what is going on. */
  drop(reason: string): void {
    this.#cancelDial?.()
    this.#cancelDial = undefined
    this.#stopWaiting()
    this.#reopenUntilMs = -Infinity
    const link = this.#link
    this.#link = undefined
    // What was sent before this, such as why the link is closed, still leaves.
    link?.pump()
    link?.finish(reason, { deaf: true })
    this.#world.dropped(this.queue.clear(), 'dropped')
    this.#world.changed(this)
  }

  #work(): void {
    if (this.#link) return this.#pumpSoon()
    if (this.#cancelDial) return
    if (!this.#dialable) return this.#fail('not_dialable')
    if (this.#retry) {
      // What waits leaves with the next attempt; who sends learns now that the last one failed.
      if (this.#failed) this.#world.unreachable(this.address, 'waits_for_retry')
      return
    }
    this.#cancelDial = this.#world.dial(this)
  }

  #fail(reason: string): void {
    this.#world.dropped(this.queue.clear(), 'unreachable')
    this.#world.unreachable(this.address, reason)
  }

  /** All frames of one turn leave together, probes first. */
  #pumpSoon(): void {
    if (this.#pumping) return
    this.#pumping = true
    process.nextTick(() => {
      this.#pumping = false
      this.#link?.pump()
      this.#world.changed(this)
    })
  }

  get #reopens(): boolean {
    return performance.now() < this.#reopenUntilMs
  }

  #stopWaiting(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
  }

  #wait(): void {
    this.#stopWaiting()
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      if (this.#link || this.#cancelDial) return
      if (this.#reopens || this.queue.length > 0) this.#cancelDial = this.#world.dial(this)
      else this.#world.changed(this)
    }, this.#backoff.next())
  }
}
