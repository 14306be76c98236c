/** Each step doubles the suspicion; a flapping member gets at most 2^5 times the ordinary one. */
const MAX_DOUBLINGS = 5
/** No more members are watched; the one watched longest makes room. */
const MAX_WATCHED = 1024

interface Watched {
  readonly recoveriesMs: number[]
  flapping: boolean
}

/** Members that are suspected and recover again and again get more time, and one event per episode says so. */
export class FlapDamping {
  readonly #limit: number
  readonly #windowMs: number
  readonly #records = new Map<string, Watched>()

  constructor(options: { readonly flapLimit: number; readonly flapWindowMs: number }) {
    this.#limit = options.flapLimit
    this.#windowMs = options.flapWindowMs
  }

  /** A suspect turned out to be alive. Says whether an episode of flapping begins with that. */
  recovered(name: string, nowMs: number): boolean {
    const record = this.#records.get(name) ?? this.#watch(name)
    record.recoveriesMs.push(nowMs)
    this.#dropOld(record, nowMs)
    if (record.recoveriesMs.length > this.#limit + MAX_DOUBLINGS) record.recoveriesMs.shift()
    const begins = !record.flapping && record.recoveriesMs.length > this.#limit
    if (begins) record.flapping = true
    return begins
  }

  /** How many times as long a suspicion of this member has to last. */
  factor(name: string, nowMs: number): number {
    const record = this.#records.get(name)
    if (!record) return 1
    this.#dropOld(record, nowMs)
    return 2 ** Math.min(MAX_DOUBLINGS, Math.max(0, record.recoveriesMs.length - this.#limit))
  }

  forget(name: string): void {
    this.#records.delete(name)
  }

  #dropOld(record: Watched, nowMs: number): void {
    while ((record.recoveriesMs[0] ?? Infinity) <= nowMs - this.#windowMs) record.recoveriesMs.shift()
    if (record.recoveriesMs.length <= this.#limit) record.flapping = false
  }

  #watch(name: string): Watched {
    if (this.#records.size >= MAX_WATCHED) {
      const [oldest] = this.#records.keys()
      if (oldest !== undefined) this.#records.delete(oldest)
    }
    const record: Watched = { recoveriesMs: [], flapping: false }
    this.#records.set(name, record)
    return record
  }
}
