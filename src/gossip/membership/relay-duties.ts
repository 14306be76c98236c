import { DeadlineHeap } from './deadline-heap.ts'

/** What a node does for others at a time; a request beyond it goes unanswered, and another relay will do. */
export const MAX_RELAY_DUTIES = 256

export interface RelayDuty {
  /** Who asked, and under which number. */
  readonly to: string
  readonly seq: number
  readonly target: string
}

/** Targets that this node probes on behalf of others, and whom it owes the result. */
export class RelayDuties {
  readonly #duties = new Map<string, RelayDuty>()
  readonly #deadlines = new DeadlineHeap()

  get nextMs(): number {
    return this.#deadlines.nextMs
  }

  get size(): number {
    return this.#duties.size
  }

  /** false: the duty is one already, or too many are. */
  take(duty: RelayDuty, deadlineMs: number): boolean {
    const key = `${duty.seq} ${duty.to}`
    if (this.#duties.has(key) || this.#duties.size >= MAX_RELAY_DUTIES) return false
    this.#duties.set(key, duty)
    this.#deadlines.set(key, deadlineMs)
    return true
  }

  /** The target has answered: all duties towards it are done. */
  reached(target: string): RelayDuty[] {
    const done: RelayDuty[] = []
    if (this.#duties.size === 0) return done
    for (const [key, duty] of this.#duties) {
      if (duty.target !== target) continue
      this.#duties.delete(key)
      this.#deadlines.delete(key)
      done.push(duty)
    }
    return done
  }

  takeExpired(nowMs: number): RelayDuty | undefined {
    const key = this.#deadlines.takeDue(nowMs)
    const duty = key === undefined ? undefined : this.#duties.get(key)
    if (key !== undefined) this.#duties.delete(key)
    return duty
  }

  shift(byMs: number): void {
    this.#deadlines.shift(byMs)
  }
}
