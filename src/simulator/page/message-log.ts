/** Older messages are forgotten: no view reaches so far back when so many have been sent since. */
const CAPACITY = 1 << 17

export interface LoggedMessage {
  readonly from: number
  readonly to: number
  readonly isLost: boolean
  /** How much of its way is behind it, from 0 to 1. */
  readonly progress: number
}

/** The latest messages, by the moment of sending, so that those under way at any moment can be shown. */
export class MessageLog {
  readonly #sentMs = new Float64Array(CAPACITY)
  readonly #flightMs = new Float32Array(CAPACITY)
  readonly #from = new Int32Array(CAPACITY)
  readonly #to = new Int32Array(CAPACITY)
  readonly #isLost = new Uint8Array(CAPACITY)
  #count = 0
  #longestMs = 0
  #arrived = 0
  #arrivedMs = 0

  add(sentMs: number, arrivesMs: number, from: number, to: number, isLost: boolean): void {
    const at = this.#count % CAPACITY
    this.#count += 1
    if (!isLost) {
      this.#arrived += 1
      this.#arrivedMs += arrivesMs - sentMs
    }
    // A lost one has no arrival; it is shown as long as others take.
    const flightMs = isLost ? this.#meanFlightMs() : arrivesMs - sentMs
    this.#longestMs = Math.max(this.#longestMs, flightMs)
    this.#sentMs[at] = sentMs
    this.#flightMs[at] = flightMs
    this.#from[at] = from
    this.#to[at] = to
    this.#isLost[at] = isLost ? 1 : 0
  }

  /** The messages under way at `atMs`, the latest first, at most `limit` of them. */
  *underWay(atMs: number, limit: number): Generator<LoggedMessage> {
    const oldest = Math.max(0, this.#count - CAPACITY)
    let given = 0
    for (let index = this.#firstAfter(atMs) - 1; index >= oldest && given < limit; index--) {
      const at = index % CAPACITY
      const sinceMs = atMs - (this.#sentMs[at] ?? 0)
      if (sinceMs > this.#longestMs) return
      const flightMs = this.#flightMs[at] ?? 0
      if (sinceMs >= flightMs) continue
      given += 1
      const isLost = this.#isLost[at] === 1
      yield { from: this.#from[at] ?? 0, to: this.#to[at] ?? 0, isLost, progress: sinceMs / flightMs }
    }
  }

  #meanFlightMs(): number {
    return this.#arrived === 0 ? 1 : this.#arrivedMs / this.#arrived
  }

  /** Of the messages in order, the first that was sent after `atMs`. */
  #firstAfter(atMs: number): number {
    let low = Math.max(0, this.#count - CAPACITY)
    let high = this.#count
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.#sentMs[middle % CAPACITY] ?? 0) <= atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
