import type { Arm } from '../../base/sleep.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * One life of one process. Everything that reaches the process from outside, a timer, an answer, a request, comes through
 * `deliver`; a dead process is reached by nothing any more, so what it was doing never goes on, and a stopped
 * one finds everything on the day it is continued.
 */
export class SimProcess {
  readonly name: string
  /** Tells its lives apart, so that each draws its own chance. */
  readonly id: string
  readonly #scheduler: Scheduler
  readonly #onDeath = new Set<() => void>()
  #state: 'running' | 'paused' | 'dead' = 'running'
  #held: (() => void)[] = []

  constructor(name: string, scheduler: Scheduler, livesBefore = 0) {
    this.name = name
    this.id = `${name}#${livesBefore}`
    this.#scheduler = scheduler
  }

  get isAlive(): boolean {
    return this.#state !== 'dead'
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  deliver(fire: () => void): void {
    if (this.#state === 'running') fire()
    else if (this.#state === 'paused') this.#held.push(fire)
  }

  /** A timer of this process. */
  readonly arm: Arm = (ms, fire) => {
    let isOff = false
    const callOff = this.#scheduler.after(ms, () => {
      this.deliver(() => {
        if (!isOff) fire()
      })
    })
    return () => {
      isOff = true
      callOff()
    }
  }

  /** Returns how to forget it. */
  whenDead(tell: () => void): () => void {
    this.#onDeath.add(tell)
    return () => this.#onDeath.delete(tell)
  }

  /** kill -9: at once and for ever. */
  kill(): void {
    if (this.#state === 'dead') return
    this.#state = 'dead'
    this.#held = []
    for (const tell of this.#onDeath) tell()
    this.#onDeath.clear()
  }

  /** SIGSTOP. */
  pause(): void {
    if (this.#state === 'running') this.#state = 'paused'
  }

  /** SIGCONT: what has come meanwhile follows, one event each. */
  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'running'
    for (const fire of this.#held.splice(0)) this.#scheduler.after(0, () => this.deliver(fire))
  }
}
