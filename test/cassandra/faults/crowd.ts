import { expect } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import { runtime } from '../keyspaces.ts'
import { expectTruth } from './ending.ts'
import type { Entry } from './history.ts'
import { play } from './players.ts'

const USERS = 8
/** What a server gives a request that waits for a node which does not answer. */
const DEADLINES_MS = [1_000, 4_000]
const LONGEST_WAIT_MS = 90_000
const POLL_MS = 50

export interface Count {
  readonly answered: number
  readonly failed: number
}

/** Users who play on while nodes die and stand still, until they are told to stop. */
export class Crowd {
  readonly #histories = new Map<string, Entry[]>()
  readonly #playing: Promise<unknown>
  readonly #name: string
  #isOver = false

  constructor(stores: readonly SessionStore[], name: string) {
    this.#name = name
    const users = Array.from({ length: USERS }, (_, index) => `${name}-${index + 1}-${runtime.newId()}`)
    const beganMs = Math.floor(runtime.wallNowMs())
    const games = users.map((userId, index) => {
      const random = seededStream(index, name)
      const history: Entry[] = []
      this.#histories.set(userId, history)
      const game = {
        stores,
        runtime,
        random,
        userId,
        regions: ['eu', 'us'],
        beganMs,
        deadlinesMs: DEADLINES_MS,
      }
      return play(game, history, () => !this.#isOver)
    })
    this.#playing = Promise.all(games)
    this.#playing.catch(() => (this.#isOver = true))
  }

  get count(): Count {
    const entries = [...this.#histories.values()].flat()
    const failed = entries.filter(({ answer }) => answer.kind === 'failed').length
    return { answered: entries.length - failed, failed }
  }

  /** Ends when so many more calls have been answered; fails when that takes too long. */
  async goesOn(answers: number): Promise<void> {
    const wanted = this.count.answered + answers
    const endMs = performance.now() + LONGEST_WAIT_MS
    while (this.count.answered < wanted) {
      if (this.#isOver) await this.#playing
      if (performance.now() > endMs) throw new Error(`no ${answers} answers within ${LONGEST_WAIT_MS} ms`)
      await runtime.sleep(POLL_MS)
    }
  }

  async end(): Promise<Count> {
    this.#isOver = true
    await this.#playing
    return this.count
  }

  /** Nothing that was answered is lost or changed; `store` has seen nothing of it. */
  async expectTruth(store: SessionStore): Promise<void> {
    for (const [userId, history] of this.#histories) {
      const sessions = await expectTruth(store, userId, history, true)
      expect(sessions.size).toBeGreaterThan(0)
    }
    const { answered, failed } = this.count
    process.stderr.write(`${this.#name}: ${answered} calls answered, ${failed} failed; lost 0, changed 0\n`)
  }
}
