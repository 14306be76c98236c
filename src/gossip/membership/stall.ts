/**
 * Notices that this process stood still: it asked to be woken at one time and runs again much later. What it waited for
 * may lie unread in its sockets, so nobody is to blame, and all deadlines have to move by the gap.
 */
export class StallWatch {
  readonly #toleranceMs: number
  #askedMs = Infinity

  /** @param toleranceMs a wake this much too late is ordinary */
  constructor(toleranceMs: number) {
    this.#toleranceMs = toleranceMs
  }

  /** The next wake has been asked for at this time. */
  asked(wakeAtMs: number): void {
    this.#askedMs = wakeAtMs
  }

  /** Something runs at `nowMs`: how long the process stood still, 0 if it did not. */
  woke(nowMs: number): number {
    const lateMs = nowMs - this.#askedMs
    if (!(lateMs > this.#toleranceMs)) return 0
    this.#askedMs = nowMs
    return lateMs
  }
}
