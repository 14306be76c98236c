/** So long a hub waits for the others' flushes before anybody has measured how long they take. */
const FIRST_DELAY_MS = 105
const MIN_DELAY_MS = 5
/** For timers that fire a little late. */
const MARGIN_MS = 0.5
const KEPT = 8
/** A report so much above the next one was a hiccup of one machine; the others do not wait for the like. */
const HICCUP = 1.5

/**
 * How long after the beginning of a period the hub has got everybody's flush. Hubs tell with each batch how late the
 * last flush was: what comes too late costs another batch. So a hub waits as long as the greatest of their latest
 * reports says, and longer the more those differ.
 */
export class HubDelay {
  readonly #maxMs: number
  /** Of this period's flushes, the last; for the next batch to tell. */
  #lateMs: number | undefined
  readonly #reports: number[] = []

  constructor(maxMs: number) {
    this.#maxMs = maxMs
  }

  /** A flush has come, so long after its period began. */
  hear(lateMs: number): void {
    this.#lateMs = Math.max(this.#lateMs ?? 0, lateMs)
  }

  /** What a batch tells all nodes of it, this one included. */
  tell(): { readonly late?: number } {
    const lateMs = this.#lateMs
    this.#lateMs = undefined
    if (lateMs === undefined) return {}
    this.report(lateMs)
    return { late: Math.ceil(lateMs) }
  }

  report(lateMs: number): void {
    this.#reports.push(lateMs)
    if (this.#reports.length > KEPT) this.#reports.shift()
  }

  get ms(): number {
    return Math.min(this.#maxMs, Math.max(MIN_DELAY_MS, this.#expectedMs() + MARGIN_MS))
  }

  #expectedMs(): number {
    const reports = this.#reports.toSorted((a, b) => b - a)
    const [greatest, second = greatest] = reports
    if (greatest === undefined || second === undefined) return FIRST_DELAY_MS
    const latest = greatest > HICCUP * second ? second : greatest
    const usual = reports[reports.length >> 1] ?? latest
    return latest + Math.max(0, latest - usual)
  }
}
