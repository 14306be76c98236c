import type { Socket } from 'node:net'
import { type Hello, encodeHello } from './hello.ts'
import { LinkReader } from './link-reader.ts'
import { LinkWriter } from './link-writer.ts'
import { LINGER_MS, TCP_KEEP_ALIVE_MS, type TcpLimits } from './limits.ts'
import { codeOf } from './error-code.ts'
import type { SendQueue } from './send-queue.ts'
import type { LinkOrigin } from './settle.ts'

export interface LinkHandler {
  /** Gives why this peer is not taken, or undefined. */
  onHello(link: Link, hello: Hello): string | undefined
  onFrame(link: Link, frame: Uint8Array): void
  onMoved(read: number, written: number, framesWritten: number): void
  /** The last call; `fault` says whether the peer broke the rules, and `lost` whether what was sent may not have arrived. */
  onClosed(link: Link, end: LinkEnd): void
}

export interface LinkEnd {
  readonly reason: string
  readonly fault: boolean
  readonly lost: boolean
}

export interface LinkSetup {
  readonly hello: Hello
  /** The address that was dialled; undefined for an accepted connection. */
  readonly dialled?: string
  readonly limits: TcpLimits
  readonly handler: LinkHandler
}

/** One connection from its first byte to its last: hellos, then frames both ways. */
export class Link {
  readonly dialled: string | undefined
  /** Who is at the other end, before it says so itself: what was dialled, or an IP address. */
  readonly remote: string
  readonly #own: Hello
  readonly #limits: TcpLimits
  readonly #handler: LinkHandler
  readonly #socket: Socket
  readonly #reader: LinkReader
  readonly #writer: LinkWriter
  #peer: Hello | undefined
  #end: LinkEnd | undefined
  #deadline: NodeJS.Timeout | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(socket: Socket, { hello, dialled, limits, handler }: LinkSetup) {
    this.dialled = dialled
    this.remote = dialled ?? socket.remoteAddress ?? 'unknown'
    this.#own = hello
    this.#limits = limits
    this.#handler = handler
    this.#socket = socket
    this.#writer = new LinkWriter(socket, {
      stallMs: limits.writeStallMs,
      onStalled: () => this.abort('write_stalled', true),
      onWritten: (bytes) => this.#moved(0, bytes),
    })
    this.#reader = new LinkReader(socket, limits, {
      onBytes: (bytes) => this.#moved(bytes, 0),
      onHello: (peer) => this.#meet(peer),
      onFrame: (frame) => {
        if (this.#end?.lost !== true) this.#handler.onFrame(this, frame)
      },
      onFault: (reason) => this.abort(reason, true),
    })
    this.#deadline = setTimeout(() => this.abort('hello_timeout', true), limits.helloTimeoutMs)
    this.#open()
  }

  /** Of an accepted or greeted link; whoever asks has got `onHello` before. */
  get peer(): Hello | undefined {
    return this.#peer
  }

  get isClosing(): boolean {
    return this.#end !== undefined
  }

  /** Who dialled, and the how manieth time: the same at both ends. */
  get origin(): LinkOrigin {
    return this.dialled === undefined && this.#peer ? this.#peer : this.#own
  }

  serve(queue: SendQueue): void {
    this.#writer.serve(queue)
    this.#awaitIdleness()
  }

  pump(): void {
    this.#writer.pump()
  }

  /** Closes so that what was written arrives; what the peer has written is still read, unless `deaf`. */
  finish(reason: string, { fault = false, deaf = false } = {}): void {
    if (deaf) this.#reader.stop()
    if (this.#end) return
    this.#end = { reason, fault, lost: false }
    this.#writer.stop()
    // A TLS socket that ends while it hands out what it has just read loses the rest of that.
    setImmediate(() => {
      if (this.#socket.writable) this.#socket.end()
    })
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#socket.destroy(), LINGER_MS)
  }

  /** Closes at once. */
  abort(reason: string, fault = false): void {
    if (this.#end?.lost !== true) this.#end = { reason, fault, lost: true }
    this.#socket.destroy()
  }

  #open(): void {
    const socket = this.#socket
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS)
    socket.on('error', (error) => {
      this.#end ??= { reason: codeOf(error), fault: false, lost: true }
    })
    // The socket then ends its own side by itself.
    socket.on('end', () => this.#ended())
    socket.on('close', () => this.#closed())
    if (socket.destroyed) queueMicrotask(() => this.#closed())
    else socket.write(encodeHello(this.#own))
  }

  #meet(peer: Hello): void {
    clearTimeout(this.#deadline)
    if (this.#end) return
    this.#peer = peer
    const refusal = this.#handler.onHello(this, peer)
    if (refusal === undefined) return
    // Ended rather than cut off, so that the other end still reads this end's hello and sees for itself what does not fit.
    this.finish(refusal, { fault: true, deaf: true })
  }

  #moved(read: number, written: number): void {
    this.#idle?.refresh()
    this.#handler.onMoved(read, written, written > 0 ? 1 : 0)
  }

  #awaitIdleness(): void {
    if (!this.#own.dialable || this.#peer?.dialable === false) return
    this.#idle = setTimeout(() => this.finish('idle'), this.#limits.idleTimeoutMs)
  }

  #ended(): void {
    if (this.#peer) this.finish('ended_by_peer')
    else this.abort('closed_before_hello')
  }

  #closed(): void {
    for (const timer of [this.#deadline, this.#idle]) clearTimeout(timer)
    this.#reader.stop()
    this.#writer.close()
    this.#handler.onClosed(this, this.#end ?? { reason: 'closed', fault: false, lost: true })
  }
}
