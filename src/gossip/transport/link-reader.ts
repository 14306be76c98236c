import type { Socket } from 'node:net'
import { FrameSplitter } from '../wire/frame-splitter.ts'
import { type Hello, HelloReader } from './hello.ts'
import type { TcpLimits } from './limits.ts'
import { TokenBucket } from './token-bucket.ts'

export interface LinkReaderHandler {
  onBytes(bytes: number): void
  onHello(hello: Hello): void
  onFrame(frame: Uint8Array): void
  onFault(reason: string): void
}

/** A timer's shortest wait; less debt than that is not worth a pause. */
const SHORTEST_PAUSE_MS = 1

/**
 * Reads one connection: hello, then frames. A peer that brings more than its share is not read for a while: its bytes stay
 * in its own memory and in the network, not here.
 */
export class LinkReader {
  readonly #socket: Socket
  readonly #handler: LinkReaderHandler
  readonly #bytes: TokenBucket
  readonly #frames: TokenBucket
  readonly #splitter = new FrameSplitter()
  #hello: HelloReader | undefined = new HelloReader()
  #stopped = false
  #pause: NodeJS.Timeout | undefined

  constructor(socket: Socket, limits: TcpLimits, handler: LinkReaderHandler) {
    const nowMs = performance.now()
    this.#socket = socket
    this.#handler = handler
    this.#bytes = new TokenBucket(limits.bytesInPerSecond, limits.bytesInBurst, nowMs)
    this.#frames = new TokenBucket(limits.framesInPerSecond, limits.framesInBurst, nowMs)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
  }

  /** What comes from now on is thrown away. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#pause)
    this.#socket.resume()
  }

  #take(chunk: Buffer): void {
    if (this.#stopped) return
    this.#handler.onBytes(chunk.length)
    const rest = this.#hello ? this.#greet(this.#hello, chunk) : chunk
    const frames = rest.length > 0 ? this.#split(rest) : 0
    this.#slowDown(chunk.length, frames)
  }

  #greet(reader: HelloReader, chunk: Buffer): Uint8Array {
    const reading = reader.push(chunk)
    if (reading.kind === 'fault') this.#fault(reading.reason)
    if (reading.kind !== 'hello') return NOTHING
    this.#hello = undefined
    this.#handler.onHello(reading.hello)
    return reading.rest
  }

  #split(bytes: Uint8Array): number {
    const { frames, fault } = this.#splitter.push(bytes)
    for (const frame of frames) {
      if (this.#stopped) break
      this.#handler.onFrame(frame)
    }
    if (fault !== undefined && !this.#stopped) this.#fault(fault)
    return frames.length
  }

  #fault(reason: string): void {
    this.#stopped = true
    this.#handler.onFault(reason)
  }

  #slowDown(bytes: number, frames: number): void {
    const nowMs = performance.now()
    const waitMs = Math.max(this.#bytes.take(bytes, nowMs), this.#frames.take(frames, nowMs))
    if (waitMs < SHORTEST_PAUSE_MS || this.#stopped) return
    this.#socket.pause()
    this.#pause = setTimeout(() => this.#socket.resume(), waitMs)
  }
}

const NOTHING = new Uint8Array(0)
