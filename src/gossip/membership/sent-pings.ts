/** Pings waiting for an answer, also a late one; beyond this the oldest is forgotten. */
export const MAX_SENT_PINGS = 1024

interface SentPing {
  readonly target: string
  sentMs: number
}

/** Which ping an answer belongs to, and how long it took. A ping is answered once. */
export class SentPings {
  readonly #pings = new Map<number, SentPing>()
  #seq = 0

  get size(): number {
    return this.#pings.size
  }

  /** Numbers of pings and of requests to relays come from one count. */
  nextSeq(): number {
    this.#seq += 1
    return this.#seq
  }

  send(target: string, nowMs: number): number {
    const seq = this.nextSeq()
    this.#pings.set(seq, { target, sentMs: nowMs })
    if (this.#pings.size > MAX_SENT_PINGS) this.#forgetOldest()
    return seq
  }

  /** The round trip, if `from` was sent this ping. */
  answered(from: string, seq: number, nowMs: number): number | undefined {
    const ping = this.#pings.get(seq)
    if (!ping || ping.target !== from) return undefined
    this.#pings.delete(seq)
    return nowMs - ping.sentMs
  }

  #forgetOldest(): void {
    const [oldest] = this.#pings.keys()
    if (oldest !== undefined) this.#pings.delete(oldest)
  }

  /** This process stood still: the time does not count as the peers' delay. */
  shift(byMs: number): void {
    for (const ping of this.#pings.values()) ping.sentMs += byMs
  }
}
