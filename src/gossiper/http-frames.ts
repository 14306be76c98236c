import { FrameSplitter } from '../gossip/wire/frame-splitter.ts'
import { isAddress } from '../gossip/wire/text.ts'
import type { GossiperEvents } from '../players/ports.ts'
import { FRAMES_TYPE, FROM_HEADER } from './messages.ts'
import { type PeerAnswer, PeerError } from './peer-client.ts'

export interface FramesHandler {
  onFrame(from: string, frame: Uint8Array): void
  onUnreachable(address: string, reason: string): void
  onFault(address: string, reason: string): void
}

export interface FramesPort {
  post(
    peer: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    deadlineMs: number,
  ): Promise<PeerAnswer>
}

export interface HttpFramesOptions {
  /** What peers call this node; known once it listens. */
  readonly address: () => string
  readonly client: FramesPort
  readonly events: GossiperEvents
  /** Runs something in a later turn. */
  readonly schedule: (run: () => void) => void
  readonly nowMs: () => number
}

const CALL_DEADLINE_MS = 3_000
/** What waits for one peer, and peers for whom anything waits. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
const MAX_PEERS = 4_096

interface Waiting {
  frames: Uint8Array[]
  bytes: number
  isPosting: boolean
}

/**
 * Carries the mesh engine's frames in `POST /gossip`: what waits for a peer leaves as one body, and the frames with which the
 * peer's engine reacts come back as the answer. It has the shape of the mesh's transports.
 */
export class HttpFrames {
  readonly #options: HttpFramesOptions
  readonly #peers = new Map<string, Waiting>()
  #handler: FramesHandler | undefined
  #dropped = 0

  constructor(options: HttpFramesOptions) {
    this.#options = options
  }

  get address(): string {
    return this.#options.address()
  }

  get droppedFrames(): number {
    return this.#dropped
  }

  listen(handler: FramesHandler): Promise<void> {
    this.#handler = handler
    return Promise.resolve()
  }

  /** Probes need no way past bulk: whatever waits leaves with the next call. */
  send(address: string, frame: Uint8Array): void {
    if (!this.#handler) return
    const waiting = this.#peers.get(address) ?? { frames: [], bytes: 0, isPosting: false }
    const isFull = waiting.bytes + frame.length > MAX_WAITING_BYTES
    if (isFull || (this.#peers.size >= MAX_PEERS && !this.#peers.has(address))) {
      this.#dropped++
      return
    }
    if (waiting.frames.length === 0 && !waiting.isPosting)
      this.#options.schedule(() => void this.#post(address))
    waiting.frames.push(frame)
    waiting.bytes += frame.length
    this.#peers.set(address, waiting)
  }

  drop(address: string): void {
    this.#taken(address)
  }

  /** What waits for the sender when its frames have been handled is the answer. */
  received(from: string, body: Uint8Array): Uint8Array {
    this.#hand(from, body)
    return Buffer.concat(this.#taken(from))
  }

  close(): Promise<void> {
    this.#handler = undefined
    this.#peers.clear()
    return Promise.resolve()
  }

  async #post(address: string): Promise<void> {
    const waiting = this.#peers.get(address)
    // An answer may have carried the frames meanwhile.
    if (!waiting || waiting.isPosting || waiting.frames.length === 0) return
    const body = Buffer.concat(this.#taken(address, true))
    const beganMs = this.#options.nowMs()
    const failure = await this.#call(address, body).catch((error: unknown) =>
      error instanceof PeerError ? error.reason : 'broken',
    )
    if (failure !== undefined) this.#failed(address, failure, (this.#options.nowMs() - beganMs) / 1000)
    waiting.isPosting = false
    if (waiting.frames.length > 0) this.#options.schedule(() => void this.#post(address))
    else if (this.#peers.get(address) === waiting) this.#peers.delete(address)
  }

  /** Gives what is wrong with the answer. */
  async #call(address: string, body: Uint8Array): Promise<string | undefined> {
    const { client, events } = this.#options
    events.gossipBytes('sent', body.length)
    const headers = { 'content-type': FRAMES_TYPE, [FROM_HEADER]: this.address }
    const answer = await client.post(address, body, headers, CALL_DEADLINE_MS)
    if (answer.status !== 200 || answer.contentType !== FRAMES_TYPE) return 'refused'
    events.gossipBytes('received', answer.body.length)
    const from = answer.header(FROM_HEADER)
    this.#hand(from !== undefined && isAddress(from) ? from : address, answer.body)
    return undefined
  }

  #failed(address: string, reason: string, seconds: number): void {
    this.#options.events.exchangeFailed(address, reason, seconds)
    this.#handler?.onUnreachable(address, reason)
  }

  #hand(from: string, body: Uint8Array): void {
    const splitter = new FrameSplitter()
    for (const frame of splitter.push(body).frames) this.#handler?.onFrame(from, frame)
    const fault = splitter.end()
    if (fault !== undefined) this.#handler?.onFault(from, fault)
  }

  #taken(address: string, isPosting = false): Uint8Array[] {
    const waiting = this.#peers.get(address)
    if (!waiting) return []
    const { frames } = waiting
    waiting.frames = []
    waiting.bytes = 0
    if (isPosting) waiting.isPosting = true
    else if (!waiting.isPosting) this.#peers.delete(address)
    return frames
  }
}
