import type { Socket } from 'node:net'
import type { SendQueue } from './send-queue.ts'

/**
 * How much is given to the socket at a time. What the socket holds cannot be overtaken any more, so a probe waits for this
 * portion and the frame that filled it, whatever else is queued.
 */
export const PORTION_BYTES = 64 * 1024

/** Moves frames from a peer's queue to a socket, as fast as the peer takes them. */
export class LinkWriter {
  readonly #socket: Socket
  readonly #stallMs: number
  readonly #onStalled: () => void
  readonly #onWritten: (bytes: number) => void
  #queue: SendQueue | undefined
  #stall: NodeJS.Timeout | undefined

  constructor(
    socket: Socket,
    {
      stallMs,
      onStalled,
      onWritten,
    }: { stallMs: number; onStalled: () => void; onWritten: (bytes: number) => void },
  ) {
    this.#socket = socket
    this.#stallMs = stallMs
    this.#onStalled = onStalled
    this.#onWritten = onWritten
    socket.on('drain', () => {
      this.#calm()
      this.pump()
    })
  }

  serve(queue: SendQueue): void {
    this.#queue = queue
    this.pump()
  }

  pump(): void {
    if (!this.#queue || this.#stall || !this.#socket.writable) return
    let taken = true
    // One system call for many small frames.
    this.#socket.cork()
    while (taken && this.#socket.writableLength < PORTION_BYTES) {
      const frame = this.#queue.next()
      if (!frame) break
      taken = this.#socket.write(frame)
      this.#onWritten(frame.length)
    }
    this.#socket.uncork()
    if (this.#socket.writableNeedDrain) this.#awaitDrain()
  }

  /** Takes nothing more from the queue. */
  stop(): void {
    this.#queue = undefined
  }

  close(): void {
    this.stop()
    this.#calm()
  }

  #awaitDrain(): void {
    this.#stall = setTimeout(this.#onStalled, this.#stallMs)
  }

  #calm(): void {
    clearTimeout(this.#stall)
    this.#stall = undefined
  }
}
