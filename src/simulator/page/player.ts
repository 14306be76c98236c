import type { Playback } from './playback.ts'

/** After a pause of the browser, as when another tab was in front, time goes on from where it was. */
const LONGEST_FRAME_MS = 100
const SLOW_FRAME_MS = 40
const SHORTEST_STEP_MS = 0.25

/** Lets virtual time pass while it plays, in steps that leave the page responsive. */
export class Player {
  /** Virtual milliseconds in a second of the visitor's. */
  speed: number
  isPlaying = false
  #playback: Playback
  #stepMs = LONGEST_FRAME_MS
  #lastFrameMs: number | undefined
  readonly #onFrame: () => void

  /** `onFrame` is called at each frame of the browser while it plays, and once when it stops. */
  constructor(playback: Playback, speed: number, onFrame: () => void) {
    this.#playback = playback
    this.speed = speed
    this.#onFrame = onFrame
  }

  use(playback: Playback): void {
    this.#playback = playback
    this.#stepMs = firstStepMs(playback.nodes)
  }

  play(): void {
    if (this.isPlaying) return
    if (this.#playback.isAtEnd) this.#playback.show(0)
    this.isPlaying = true
    this.#lastFrameMs = undefined
    requestAnimationFrame(this.#frame)
  }

  pause(): void {
    this.isPlaying = false
  }

  readonly #frame = (nowMs: number): void => {
    if (this.isPlaying) {
      this.#pass(nowMs - (this.#lastFrameMs ?? nowMs))
      this.#lastFrameMs = nowMs
      if (this.#playback.isAtEnd) this.isPlaying = false
    }
    this.#onFrame()
    if (this.isPlaying) requestAnimationFrame(this.#frame)
  }

  /** A frame that came late means that the step before was too much work. */
  #pass(sinceMs: number): void {
    const playback = this.#playback
    this.#stepMs = Math.max(SHORTEST_STEP_MS, this.#stepMs * (sinceMs > SLOW_FRAME_MS ? 0.6 : 1.3))
    const wantedMs = (Math.min(sinceMs, LONGEST_FRAME_MS) * this.speed) / 1000
    const knownMs = Math.max(0, playback.frontMs - playback.shownMs)
    playback.show(playback.shownMs + Math.min(wantedMs, knownMs + this.#stepMs))
  }
}

/** The more nodes, the more happens in a millisecond. */
function firstStepMs(nodes: number): number {
  return Math.max(SHORTEST_STEP_MS, 100_000 / nodes)
}
