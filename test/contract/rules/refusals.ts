import { describe, expect, it } from '@jest/globals'
import type { Deadline } from '../../../src/base/deadline.ts'
import { OperatingError } from '../../../src/base/errors.ts'
import type { StartCommand } from '../../../src/sessions/decide.ts'
import { StoreUnavailableError } from '../../../src/sessions/errors.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import type { Servers } from '../contract-servers.ts'

/** How much later than its deadline an answer may come on a busy machine. */
const GRACE_MS = 2000

/** Every call of the port, with a start that would create and an exit that would end. */
function everyCall(start: StartCommand, active: StartCommand) {
  return {
    start: (store: SessionStore, deadline: Deadline) => store.start(start, deadline),
    exit: (store: SessionStore, deadline: Deadline) => store.exit(active.sessionId, active.nowMs, deadline),
    keepAlive: (store: SessionStore, deadline: Deadline) =>
      store.keepAlive(active.sessionId, active.nowMs, deadline),
    find: (store: SessionStore, deadline: Deadline) => store.find(active.sessionId, active.nowMs, deadline),
    listOfUser: (store: SessionStore, deadline: Deadline) =>
      store.listOfUser({ userId: active.userId, nowMs: active.nowMs, limit: 10 }, deadline),
    listActive: (store: SessionStore, deadline: Deadline) =>
      store.listActive({ region: active.region, nowMs: active.nowMs, limit: 10 }, deadline),
    countActive: (store: SessionStore, deadline: Deadline) => store.countActive(active.region, deadline),
    activeRegions: (store: SessionStore, deadline: Deadline) => store.activeRegions(deadline),
    expireOver: (store: SessionStore, deadline: Deadline) =>
      store.expireOver({ region: active.region, nowMs: active.nowMs, graceMs: 0, limit: 10 }, deadline),
    check: (store: SessionStore, deadline: Deadline) => store.check(deadline),
  }
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** The call may have succeeded or failed; after 'no' nothing may be there, now or later. */
async function expectNothingAfterNo(servers: Servers, start: StartCommand, failure: unknown): Promise<void> {
  if (failure !== undefined) expect(failure).toBeInstanceOf(OperatingError)
  if (!(failure instanceof OperatingError) || failure.stateChanged !== 'no') {
    const { session } = await servers.second.start(start)
    expect(session).toMatchObject({ sessionId: start.sessionId, userId: start.userId })
    return
  }
  const next = servers.command({ userId: start.userId })
  expect(await servers.first.start(next)).toMatchObject({ outcome: 'created' })
  expect(await servers.second.find(start.sessionId)).toBeUndefined()
}

export function refusalRules(servers: () => Servers): void {
  describe('deadlines', () => {
    for (const how of ['passed', 'cancelled'] as const) {
      it(`[SES-19] a deadline that was ${how} before the call ends it at once, and nothing is stored`, async () => {
        const { first, second, command, runtime } = servers()
        const active = command()
        const { session } = await first.start(active)
        const start = command()
        for (const [name, call] of Object.entries(everyCall(start, active))) {
          const deadline = runtime.deadline(how === 'passed' ? 0 : 60_000)
          if (how === 'cancelled') deadline.cancel('the caller is gone')
          const beganMs = runtime.monotonicNowMs()
          const failure = await failureOf(call(first.store, deadline))
          deadline.dispose()
          expect({ name, failure }).toEqual({ name, failure: expect.any(OperatingError) })
          expect(failure).toMatchObject({ stateChanged: 'no' })
          expect(runtime.monotonicNowMs() - beganMs).toBeLessThan(GRACE_MS)
        }
        expect(await second.find(start.sessionId)).toBeUndefined()
        expect(await second.find(active.sessionId)).toEqual(session)
        expect(await second.start({ ...start })).toMatchObject({ outcome: 'created' })
      })
    }

    it('[SES-19] a caller that goes away at any moment finds nothing stored when told so', async () => {
      const { first, command, runtime } = servers()
      const attempts = Array.from({ length: 24 }, async (_, index) => {
        const start = command()
        const deadline = runtime.deadline(20_000)
        const call = failureOf(first.store.start(start, deadline))
        if (index % 4 > 0) await runtime.sleep(index % 4)
        deadline.cancel('the caller is gone')
        return { start, failure: await call }
      })
      for (const { start, failure } of await Promise.all(attempts)) {
        await expectNothingAfterNo(servers(), start, failure)
      }
    })

    it('[SES-19] short deadlines under load end every call in time and tell the truth', async () => {
      const { first, command, runtime } = servers()
      const attempts = Array.from({ length: 60 }, async (_, index) => {
        const start = command()
        const ms = 1 + (index % 6)
        const deadline = runtime.deadline(ms)
        const beganMs = runtime.monotonicNowMs()
        const failure = await failureOf(first.store.start(start, deadline))
        deadline.dispose()
        expect(runtime.monotonicNowMs() - beganMs).toBeLessThan(ms + GRACE_MS)
        return { start, failure }
      })
      for (const { start, failure } of await Promise.all(attempts)) {
        await expectNothingAfterNo(servers(), start, failure)
      }
    })
  })

  describe('life of a store', () => {
    it('[SES-21] a store that can serve says so', async () => {
      const { first } = servers()
      await expect(first.check()).resolves.toBeUndefined()
    })

    it('[SES-20] closing answers every call under way, and what was acknowledged stays', async () => {
      const { first, open, command } = servers()
      const closing = await open()
      const starts = Array.from({ length: 30 }, () => command())
      const results = starts.map(async (start) => ({
        start,
        failure: await failureOf(closing.start(start)),
      }))
      await closing.store.close()
      for (const { start, failure } of await Promise.all(results)) {
        if (failure === undefined) expect(await first.find(start.sessionId)).toBeDefined()
        else await expectNothingAfterNo(servers(), start, failure)
      }
    })

    it('[SES-20] a closed store refuses every call and can be closed again', async () => {
      const { open, command, runtime } = servers()
      const closed = await open()
      const active = command()
      await closed.start(active)
      await closed.store.close()
      for (const call of Object.values(everyCall(command(), active))) {
        const deadline = runtime.deadline(20_000)
        expect(await failureOf(call(closed.store, deadline))).toBeInstanceOf(StoreUnavailableError)
        deadline.dispose()
      }
      await expect(closed.store.close()).resolves.toBeUndefined()
    })
  })
}
