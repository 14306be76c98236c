import { expect } from '@jest/globals'
import { StoreUnavailableError } from '../../../src/sessions/errors.ts'
import type { ExitResult, SessionStore, StartResult } from '../../../src/sessions/ports.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { inTime, runtime } from '../keyspaces.ts'

/** What a server gives a request that may take a statement's time (5 s) twice. */
export const DEADLINE_MS = 10_000
const EVENTUALLY_MS = 60_000
const POLL_MS = 50
const PLAYERS = 8

export function start(store: SessionStore, userId = `user-${runtime.newId()}`): Promise<StartResult> {
  const nowMs = Math.floor(runtime.wallNowMs())
  const command = {
    sessionId: runtime.newId(),
    userId,
    region: 'eu',
    nowMs,
    idFrom: 'here' as const,
    mayRepeat: false,
  }
  return inTime(DEADLINE_MS, (deadline) => store.start(command, deadline))
}

export function find(store: SessionStore, sessionId: string): Promise<Session | undefined> {
  return inTime(DEADLINE_MS, (deadline) => store.find(sessionId, runtime.wallNowMs(), deadline))
}

function exit(store: SessionStore, { sessionId, startedAtMs }: Session): Promise<ExitResult | undefined> {
  return inTime(DEADLINE_MS, (deadline) => store.exit(sessionId, startedAtMs + 1, deadline))
}

export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const endMs = performance.now() + EVENTUALLY_MS
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${EVENTUALLY_MS} ms`)
    await runtime.sleep(POLL_MS)
  }
}

/** Players who start sessions, look at them and end every other one, until they are told to stop or a call fails. */
export class Play {
  /** Every session that a call has shown, as it was shown last. */
  readonly answered = new Map<string, Session>()
  readonly #store: SessionStore
  readonly #players: Promise<unknown>
  #isOver = false
  #answers = 0
  #slowestMs = 0

  constructor(store: SessionStore) {
    this.#store = store
    this.#players = Promise.all(Array.from({ length: PLAYERS }, () => this.#play()))
    // Whoever waits for answers need not wait any longer; `end` tells the failure.
    this.#players.catch(() => {
      this.#isOver = true
    })
  }

  get slowestMs(): number {
    return this.#slowestMs
  }

  async goesOn(answers: number): Promise<void> {
    const wanted = this.#answers + answers
    await until(`${answers} more answers`, () => this.#isOver || this.#answers >= wanted)
    if (this.#isOver) await this.#players
  }

  async end(): Promise<void> {
    this.#isOver = true
    await this.#players
  }

  async #play(): Promise<void> {
    for (let round = 0; !this.#isOver; round++) {
      try {
        await this.#playOnce(round % 2 === 1)
      } catch (error) {
        // "Nothing was changed": as good as not asked, when nodes lose sight of each other for a moment.
        if (!(error instanceof StoreUnavailableError)) throw error
        await runtime.sleep(POLL_MS)
      }
    }
  }

  async #playOnce(exits: boolean): Promise<void> {
    const { session } = await this.#timed(start(this.#store))
    this.answered.set(session.sessionId, session)
    expect(await this.#timed(find(this.#store, session.sessionId))).toEqual(session)
    if (!exits) return
    const ended = await this.#timed(exit(this.#store, session))
    expect(ended).toMatchObject({ outcome: 'ended' })
    if (ended) this.answered.set(session.sessionId, ended.session)
  }

  async #timed<T>(call: Promise<T>): Promise<T> {
    const beganMs = performance.now()
    const answer = await call
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - beganMs)
    this.#answers += 1
    return answer
  }
}
