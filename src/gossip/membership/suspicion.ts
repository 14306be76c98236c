import type { MemberRow } from '../wire/messages.ts'
import { DeadlineHeap } from './deadline-heap.ts'
import type { SuspicionTimeouts } from './timeouts.ts'

/** Confirmations are counted by name only up to here; no suspicion asks for more. */
const MAX_CONFIRMERS = 16

interface Suspicion {
  /** Of this node's own making, or hearsay. */
  readonly own: boolean
  /** Others have declared it dead already: it has the time of one objection. */
  readonly short: boolean
  readonly timeouts: SuspicionTimeouts
  readonly confirmers: Set<string>
  startMs: number
  /** When this node itself first pinged the suspect since it is one. */
  firstPingMs: number | undefined
}

/**
 * Who is suspected, and until when. A suspicion starts with the longest time and is shortened by each member that
 * confirms it, logarithmically: the first confirmation counts most (Lifeguard, section IV-B). A member is over only when
 * its time has run out and this node's own pings of that time stayed without an answer: nobody dies of hearsay alone.
 */
export class Suspicions {
  readonly #suspicions = new Map<string, Suspicion>()
  readonly #deadlines = new DeadlineHeap()

  get size(): number {
    return this.#suspicions.size
  }

  get nextMs(): number {
    return this.#deadlines.nextMs
  }

  has(name: string): boolean {
    return this.#suspicions.has(name)
  }

  isOwn(name: string): boolean {
    return this.#suspicions.get(name)?.own === true
  }

  /** Whom others have declared dead has the time of one objection, however often that is said again. */
  mayStillObject({ name, status, generation, incarnation }: MemberRow, held: MemberRow | undefined): boolean {
    if (status !== 'dead' || this.#suspicions.get(name)?.short !== true) return false
    return held?.generation === generation && held.incarnation === incarnation
  }

  names(): string[] {
    return [...this.#suspicions.keys()]
  }

  deadlineMs(name: string): number | undefined {
    return this.#deadlines.get(name)
  }

  start(name: string, timeouts: SuspicionTimeouts, own: boolean, nowMs: number, short = false): void {
    const firstPingMs = undefined
    this.#suspicions.set(name, { own, short, timeouts, confirmers: new Set(), startMs: nowMs, firstPingMs })
    this.#deadlines.set(name, nowMs + lengthMs(timeouts, 0))
  }

  /** One more member, by name, has found the suspect silent. Says whether that was news. */
  confirm(name: string, by: string): boolean {
    const suspicion = this.#suspicions.get(name)
    if (!suspicion || suspicion.confirmers.has(by) || suspicion.confirmers.size >= MAX_CONFIRMERS)
      return false
    suspicion.confirmers.add(by)
    const deadline = suspicion.startMs + lengthMs(suspicion.timeouts, suspicion.confirmers.size)
    this.#deadlines.set(name, Math.min(deadline, this.#deadlines.get(name) ?? deadline))
    return true
  }

  pinged(name: string, nowMs: number): void {
    const suspicion = this.#suspicions.get(name)
    if (suspicion) suspicion.firstPingMs ??= nowMs
  }

  /** The next one whose time is up; one that has not been pinged for `proofMs` gets that time first. */
  takeExpired(
    nowMs: number,
    proofMs: (name: string) => number,
  ): { readonly name: string; readonly own: boolean } | undefined {
    for (;;) {
      const name = this.#deadlines.takeDue(nowMs)
      const suspicion = name === undefined ? undefined : this.#suspicions.get(name)
      if (name === undefined || !suspicion) return undefined
      const proofAtMs = (suspicion.firstPingMs ?? nowMs) + proofMs(name)
      if (proofAtMs <= nowMs) {
        this.#suspicions.delete(name)
        return { name, own: suspicion.own }
      }
      this.#deadlines.set(name, proofAtMs)
    }
  }

  end(name: string): void {
    this.#suspicions.delete(name)
    this.#deadlines.delete(name)
  }

  shift(byMs: number): void {
    this.#deadlines.shift(byMs)
    for (const suspicion of this.#suspicions.values()) {
      suspicion.startMs += byMs
      if (suspicion.firstPingMs !== undefined) suspicion.firstPingMs += byMs
    }
  }
}

/** How long a suspicion lasts with so many confirmations. */
export function lengthMs({ minMs, maxMs, confirmations }: SuspicionTimeouts, confirmed: number): number {
  if (confirmed >= confirmations) return minMs
  const decay = Math.log(confirmed + 1) / Math.log(confirmations + 1)
  return maxMs - decay * (maxMs - minMs)
}
