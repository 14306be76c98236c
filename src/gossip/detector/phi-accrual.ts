import { assert } from '../../base/assert.ts'
import { ArrivalWindow } from './arrival-window.ts'
import type { FailureDetector } from './detector.ts'
import { minusLog10Tail } from './normal-tail.ts'

/** No more peers are watched than a mesh has members. */
const MAX_PEERS = 4096

export interface PhiAccrualOptions {
  /** Suspicious from this phi on: 8 is wrong once in 10^8 life signs, if these are normally distributed. */
  readonly threshold: number
  /** How many of the last intervals tell what is ordinary. */
  readonly windowSize: number
  /** The deviation is taken for at least this, or a regular peer would be suspected for a millisecond. */
  readonly minDeviationMs: number
  /** A pause that nobody should be blamed for, added to the mean. */
  readonly acceptablePauseMs: number
  /** What is taken for the interval before the second life sign; its deviation is a quarter of it. */
  readonly firstIntervalMs: number
}

const PHI_DEFAULTS: PhiAccrualOptions = {
  threshold: 8,
  windowSize: 200,
  minDeviationMs: 100,
  acceptablePauseMs: 0,
  firstIntervalMs: 1_000,
}

const FIRST_DEVIATION_SHARE = 1 / 4

interface Peer {
  readonly window: ArrivalWindow
  lastMs: number
}

/**
 * The phi accrual failure detector (Hayashibara, Défago, Yared, Katayama 2004): not yes or no, but
 * phi = -log10 P(the next life sign comes even later than now), with the intervals taken for normally distributed.
 */
export class PhiAccrual implements FailureDetector {
  readonly #options: PhiAccrualOptions
  readonly #peers = new Map<string, Peer>()

  constructor(options: Partial<PhiAccrualOptions> = {}) {
    this.#options = { ...PHI_DEFAULTS, ...options }
    const { threshold, windowSize, minDeviationMs } = this.#options
    assert(threshold > 0 && minDeviationMs > 0, 'threshold and least deviation of phi are above 0')
    assert(Number.isInteger(windowSize) && windowSize >= 1, 'the window of phi holds at least one interval')
  }

  heard(peer: string, nowMs: number): void {
    const known = this.#peers.get(peer)
    if (known) {
      known.window.add(Math.max(0, nowMs - known.lastMs))
      known.lastMs = nowMs
      return
    }
    this.#watch(peer, nowMs)
  }

  /** Silence speaks for itself; but that of a peer that has never been heard begins with its first missed probe. */
  missed(peer: string, nowMs: number): void {
    if (!this.#peers.has(peer)) this.#watch(peer, nowMs)
  }

  /** Phi: 0 for a peer that has never been heard or missed. */
  level(peer: string, nowMs: number): number {
    const known = this.#peers.get(peer)
    if (!known) return 0
    const { minDeviationMs, acceptablePauseMs } = this.#options
    const deviation = Math.max(minDeviationMs, known.window.deviation)
    return phi(Math.max(0, nowMs - known.lastMs), known.window.mean + acceptablePauseMs, deviation)
  }

  suspicious(peer: string, nowMs: number): boolean {
    return this.level(peer, nowMs) >= this.#options.threshold
  }

  /** Silence grows with every moment: each peer has to be looked at. */
  readonly isCalm = false

  shift(byMs: number): void {
    for (const peer of this.#peers.values()) peer.lastMs += byMs
  }

  forget(peer: string): void {
    this.#peers.delete(peer)
  }

  #watch(peer: string, nowMs: number): void {
    if (this.#peers.size >= MAX_PEERS) return
    this.#peers.set(peer, { window: this.#firstWindow(), lastMs: nowMs })
  }

  /** Two made-up intervals with the wanted mean and deviation; real ones soon outweigh them. */
  #firstWindow(): ArrivalWindow {
    const { windowSize, firstIntervalMs } = this.#options
    const window = new ArrivalWindow(windowSize)
    window.add(firstIntervalMs * (1 - FIRST_DEVIATION_SHARE))
    window.add(firstIntervalMs * (1 + FIRST_DEVIATION_SHARE))
    return window
  }
}

export function phi(elapsedMs: number, meanMs: number, deviationMs: number): number {
  return minusLog10Tail((elapsedMs - meanMs) / deviationMs)
}
