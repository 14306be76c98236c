import { every } from '../base/every.ts'
import { errorMessage } from '../base/errors.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { integerBelow, type RandomStream } from '../base/rng.ts'
import type { Board } from '../players/player-board.ts'
import type { GossiperEvents } from '../players/ports.ts'
import { JSON_TYPE } from './messages.ts'
import { type PeerAnswer, PeerError } from './peer-client.ts'
import { wallNanos } from './surface-parts.ts'

export interface PeerPort {
  post(
    peer: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    deadlineMs: number,
  ): Promise<PeerAnswer>
}

export interface FullExchangeParts {
  readonly peers: readonly string[]
  readonly intervalMs: number
  readonly fanout: number
  readonly board: Board
  readonly client: PeerPort
  readonly runtime: Runtime
  readonly log: Logger
  readonly events: GossiperEvents
}

/** How long one call may take. A peer that is being called is not chosen meanwhile, so a hung one costs the others nothing. */
export const CALL_DEADLINE_MS = 5_000

const TEXT = new TextDecoder('utf-8', { fatal: true })

/**
 * The classic loop: in each interval some peers at random get the full state and answer with theirs, so that afterwards
 * both sides hold the union.
 */
export class FullExchange {
  readonly #parts: FullExchangeParts
  readonly #random: RandomStream
  readonly #stop = new AbortController()
  readonly #busy = new Set<string>()
  /** Peers that refuse what this node sends: told once, until they take it. */
  readonly #refusing = new Set<string>()
  #loop: Promise<void> | undefined

  constructor(parts: FullExchangeParts) {
    this.#parts = parts
    this.#random = parts.runtime.random('gossiper peers')
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Calls that are under way end with their connections. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  /** One round: exchanges with `fanout` random peers at once. Resolves when they have ended. */
  async round(): Promise<void> {
    const chosen = this.#chosen()
    this.#parts.events.roundBegan(chosen.length)
    for (const peer of chosen) this.#busy.add(peer)
    await Promise.all(chosen.map((peer) => this.#exchange(peer).finally(() => this.#busy.delete(peer))))
  }

  async #run(): Promise<void> {
    const { runtime, intervalMs, peers } = this.#parts
    if (peers.length === 0) return
    // Nodes that were started together do not act in step.
    await runtime.sleep(this.#random.next() * intervalMs, this.#stop.signal)
    const tick = async () => void this.round()
    await every(runtime, this.#stop.signal, tick, () => intervalMs)
  }

  #chosen(): string[] {
    const idle = this.#parts.peers.filter((peer) => !this.#busy.has(peer))
    const chosen: string[] = []
    while (chosen.length < this.#parts.fanout && idle.length > 0)
      chosen.push(...idle.splice(integerBelow(this.#random, idle.length), 1))
    return chosen
  }

  /** Never rejects: a peer that is not there now will be, or will not. */
  async #exchange(peer: string): Promise<void> {
    const { board, client, runtime, events } = this.#parts
    const beganMs = runtime.monotonicNowMs()
    const seconds = () => (runtime.monotonicNowMs() - beganMs) / 1000
    const failed = (reason: string, detail: string) => this.#failed(peer, reason, detail, seconds())
    const sent = board.bytes()
    try {
      events.gossipBytes('sent', sent.length)
      const answer = await client.post(peer, sent, { 'content-type': JSON_TYPE }, CALL_DEADLINE_MS)
      if (this.#stop.signal.aborted) return
      events.gossipBytes('received', answer.body.length)
      const failure = this.#take(peer, answer)
      if (failure !== undefined) return failed(failure, `status ${answer.status}`)
      events.exchanged(peer, answer.body.equals(sent), seconds())
    } catch (error) {
      failed(error instanceof PeerError ? error.reason : 'broken', errorMessage(error))
    }
  }

  /** Merges what the peer holds; gives what is wrong with the answer. */
  #take(peer: string, answer: PeerAnswer): string | undefined {
    const { board, runtime, events, log } = this.#parts
    if (answer.status !== 200 || answer.contentType !== JSON_TYPE) {
      if (answer.status >= 400 && answer.status < 500 && !this.#refusing.has(peer)) {
        this.#refusing.add(peer)
        log.warn('a peer refuses the state of this node', {
          peer,
          status: answer.status,
          detail: detailOf(answer),
        })
      }
      return 'refused'
    }
    this.#refusing.delete(peer)
    const outcome = board.merge(TEXT.decode(answer.body), wallNanos(runtime))
    if (!outcome.ok) {
      log.debug('a peer answered what cannot be merged', { peer, detail: outcome.detail })
      return 'bad_answer'
    }
    if (outcome.agesNanos.length > 0) events.merged(outcome.agesNanos)
    if (outcome.leftOut > 0) events.leftOut(outcome.leftOut)
    return undefined
  }

  #failed(peer: string, reason: string, detail: string, seconds: number): void {
    if (this.#stop.signal.aborted) return
    this.#parts.events.exchangeFailed(peer, reason, seconds)
    this.#parts.log.debug('gossip with a peer failed', { peer, reason, detail })
  }
}

const MAX_SHOWN = 300

function detailOf({ body }: PeerAnswer): string {
  return body.subarray(0, MAX_SHOWN).toString()
}
