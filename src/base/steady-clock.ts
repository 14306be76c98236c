/** Steps of a disciplined clock stay below this; whatever is larger is a jump. */
const JUMP_MS = 1_000
/** An unconfirmed jump is forgotten at this share of the time that passes: an hour within ten. */
const FORGETTING = 0.1

interface Readings {
  /** The wall clock, which somebody may set. */
  readonly wallMs: () => number
  /** Time that has passed since some moment; nobody can set it. */
  readonly elapsedMs: () => number
  readonly onJump: (jumpMs: number) => void
}

/**
 * A wall clock that bears being set by an hour. After a jump nobody can tell whether the clock was wrong before or is
 * wrong now, so both are kept: the later of the two is given out as the time, which therefore never goes back, and the
 * distance to the earlier one as the doubt. Whoever marks a moment takes the later time, whoever judges that
 * something is over the earlier one; so no jump ends what still lives. The two lines approach the clock again slowly.
 */
export class SteadyClock {
  readonly #readings: Readings
  /** Distances of the wall clock to the time that has passed: as last seen, and of the two lines. */
  #seen: number
  #latest: number
  #earliest: number
  #readAtMs: number
  #givenMs = 0

  constructor(readings: Readings) {
    this.#readings = readings
    this.#readAtMs = readings.elapsedMs()
    this.#seen = readings.wallMs() - this.#readAtMs
    this.#latest = this.#seen
    this.#earliest = this.#seen
  }

  /** Whole milliseconds since the epoch; never less than before. */
  nowMs(): number {
    const elapsedMs = this.#read()
    this.#givenMs = Math.max(this.#givenMs, Math.floor(elapsedMs + this.#latest))
    return this.#givenMs
  }

  doubtMs(): number {
    const elapsedMs = this.#read()
    return Math.max(
      0,
      Math.ceil(Math.max(this.#givenMs, elapsedMs + this.#latest) - (elapsedMs + this.#earliest)),
    )
  }

  #read(): number {
    const elapsedMs = this.#readings.elapsedMs()
    const offset = this.#readings.wallMs() - elapsedMs
    const change = offset - this.#seen
    const isJump = Math.abs(change) > JUMP_MS
    // What passed before the jump was seen says nothing about it.
    const forgotten = isJump ? 0 : (elapsedMs - this.#readAtMs) * FORGETTING
    this.#readAtMs = elapsedMs
    this.#seen = offset
    if (isJump) this.#readings.onJump(change)
    else {
      // The clock runs a little faster or slower, and the lines with it.
      this.#latest += change
      this.#earliest += change
    }
    this.#latest = Math.max(offset, this.#latest - forgotten)
    this.#earliest = Math.min(offset, this.#earliest + forgotten)
    return elapsedMs
  }
}
