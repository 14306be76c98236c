import { OperatingError } from '../../../src/base/errors.ts'
import type { Deadline } from '../../../src/base/deadline.ts'
import { integerBelow, type RandomStream } from '../../../src/base/rng.ts'
import type { Runtime } from '../../../src/base/runtime-port.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { inTime } from '../keyspaces.ts'
import type { Answer, Entry } from './history.ts'

const PLAYERS = 3
/** How far the players' clock goes on with each call. */
const STEP_MS = 1_000

export interface GameUnderFaults {
  readonly stores: readonly SessionStore[]
  readonly runtime: Runtime
  readonly random: RandomStream
  readonly userId: string
  readonly regions: readonly string[]
  readonly beganMs: number
  /** How long calls may take, by chance. */
  readonly deadlinesMs: readonly number[]
}

/**
 * Several players in one user's name, at several servers at once, for as long as `goesOn` says; what they were told stands
 * in `history`.
 */
export async function play(
  game: GameUnderFaults,
  history: Entry[],
  goesOn: (calls: number) => boolean,
): Promise<void> {
  const ids: string[] = []
  let nowMs = game.beganMs
  const player = async () => {
    for (let calls = 0; goesOn(calls); calls++) {
      nowMs += STEP_MS
      history.push(await oneCall(game, ids, nowMs))
    }
  }
  await Promise.all(Array.from({ length: PLAYERS }, player))
}

async function oneCall(game: GameUnderFaults, ids: string[], nowMs: number): Promise<Entry> {
  const { stores, runtime, random, userId, regions, deadlinesMs } = game
  const choose = <T>(items: readonly T[]): T | undefined => items[integerBelow(random, items.length)]
  const store = choose(stores)
  const known = choose(ids)
  const roll = random.next()
  if (!store) throw new Error('the game has stores')
  const entry = (call: Entry['call'], sessionId: string, answer: Answer): Entry => ({
    call,
    userId,
    sessionId,
    answer,
  })
  const ask = (work: (deadline: Deadline) => Promise<Answer>) => answered(choose(deadlinesMs) ?? 0, work)

  if (known === undefined || roll < 0.45) {
    const isRetry = known !== undefined && roll < 0.15
    const sessionId = isRetry ? known : runtime.newId()
    const region = choose(regions) ?? ''
    const command = {
      sessionId,
      userId,
      region,
      nowMs,
      idFrom: 'here' as const,
      mayRepeat: isRetry || roll < 0.3,
    }
    const answer = await ask(async (deadline) => {
      const { session, outcome } = await store.start(command, deadline)
      return { kind: 'session', session, outcome }
    })
    // A start is tried again only once its first try has been answered or given up.
    if (!isRetry) ids.push(sessionId)
    return entry('start', sessionId, answer)
  }
  if (roll < 0.65) {
    return entry(
      'exit',
      known,
      await ask(async (deadline) => of((await store.exit(known, nowMs, deadline))?.session)),
    )
  }
  if (roll < 0.8) {
    return entry('find', known, await ask(async (deadline) => of(await store.find(known, nowMs, deadline))))
  }
  return entry(
    'keepAlive',
    known,
    await ask(async (deadline) => {
      const result = await store.keepAlive(known, nowMs, deadline)
      return result ? { kind: 'session', ...result } : { kind: 'none' }
    }),
  )
}

function of(session: Session | undefined): Answer {
  return session ? { kind: 'session', session } : { kind: 'none' }
}

/** Failures that say what they mean are answers; any other is a fault of the store. */
async function answered(ms: number, work: (deadline: Deadline) => Promise<Answer>): Promise<Answer> {
  try {
    return await inTime(ms, work)
  } catch (error) {
    if (error instanceof OperatingError) return { kind: 'failed', error }
    throw error
  }
}
