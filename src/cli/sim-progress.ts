const WIDTH = 30
/** What takes less needs no bar, and more often than this nobody sees it move. */
const FIRST_AFTER_MS = 1_000
const EVERY_MS = 100

/** A bar on standard error while something takes long; only where a person sees it. */
export class Progress {
  readonly #label: string
  readonly #beganMs = performance.now()
  #shownMs = 0

  constructor(label: string) {
    this.#label = label
  }

  static get isSeen(): boolean {
    return process.stderr.isTTY
  }

  show(share: number, label = this.#label): void {
    const nowMs = performance.now()
    if (!Progress.isSeen || nowMs - this.#beganMs < FIRST_AFTER_MS || nowMs - this.#shownMs < EVERY_MS) return
    this.#shownMs = nowMs
    const done = Math.round(Math.min(1, Math.max(0, share)) * WIDTH)
    const percent = String(Math.floor(share * 100)).padStart(3)
    process.stderr.write(`\r[${'#'.repeat(done)}${'.'.repeat(WIDTH - done)}] ${percent}% ${label}\x1b[K`)
  }

  /** Leaves the line empty. */
  end(): void {
    if (this.#shownMs > 0) process.stderr.write('\r\x1b[K')
  }
}
