import type { FailureDetector } from './detector.ts'

/** The verdict of SWIM's probes: one complete miss makes a suspect, any life sign clears it. */
export class SwimDetector implements FailureDetector {
  readonly #missed = new Map<string, number>()

  heard(peer: string): void {
    this.#missed.delete(peer)
  }

  missed(peer: string): void {
    this.#missed.set(peer, this.level(peer) + 1)
  }

  /** Probes missed since the last life sign. */
  level(peer: string): number {
    return this.#missed.get(peer) ?? 0
  }

  suspicious(peer: string): boolean {
    return this.#missed.has(peer)
  }

  get isCalm(): boolean {
    return this.#missed.size === 0
  }

  shift(): void {
    // Misses are counted, not timed.
  }

  forget(peer: string): void {
    this.#missed.delete(peer)
  }
}
