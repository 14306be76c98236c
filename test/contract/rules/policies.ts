import { describe, expect, it } from '@jest/globals'
import { ActiveSessionExistsError } from '../../../src/sessions/errors.ts'
import type { SessionPolicy } from '../../../src/sessions/rules.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { type OpenStores, useServers } from '../contract-servers.ts'
import { settled, times } from './parallel.ts'

const PARALLEL = 200

const underPolicy = (open: OpenStores, policy: SessionPolicy) => useServers(open, { policy, ttlMs: 0 })

const activeOf = (sessions: readonly Session[]) => sessions.filter(({ status }) => status === 'active')

export function policyRules(open: OpenStores): void {
  rejectRules(open)
  replaceRules(open)
  allowRules(open)
}

function rejectRules(open: OpenStores): void {
  describe('policy reject', () => {
    const servers = underPolicy(open, 'reject')

    it('[SES-22] refuses a start of a user in a session, at any server, and names the session', async () => {
      const { first, second, command } = servers()
      const { session } = await first.start(command())
      const { failures } = await settled([second.start(command({ userId: session.userId }))])
      expect(failures).toEqual([expect.any(ActiveSessionExistsError)])
      expect(failures[0]).toMatchObject({ session })
      expect(await first.sessionsOf(session.userId)).toEqual([session])
    })

    it('[SES-22] lets the user start again after the exit', async () => {
      const { first, second, command } = servers()
      const { session } = await first.start(command())
      await second.exit(session.sessionId, session.startedAtMs + 1)
      const next = command({ userId: session.userId, nowMs: session.startedAtMs + 2 })
      expect(await second.start(next)).toMatchObject({ outcome: 'created' })
    })

    it('[SES-4] a retry of the own start is never a conflict, while it is active and after its end', async () => {
      const { first, second, command } = servers()
      const start = command({ mayRepeat: true })
      const { session } = await first.start(start)
      expect(await second.start(start)).toEqual({ outcome: 'repeated', session })
      const ended = await first.exit(session.sessionId, session.startedAtMs + 1)
      await first.start(command({ userId: start.userId, nowMs: start.nowMs + 2 }))
      expect(await second.start(start)).toEqual({ outcome: 'repeated', session: ended?.session })
    })

    it(`[SES-2] of ${PARALLEL} parallel starts at two servers one creates and all others are refused`, async () => {
      const { first, second, command, newUser } = servers()
      const userId = newUser()
      const { values, failures } = await settled(
        times(PARALLEL, (index) => (index % 2 === 0 ? first : second).start(command({ userId }))),
      )
      expect(values).toHaveLength(1)
      expect(values[0]).toMatchObject({ outcome: 'created' })
      expect(failures).toHaveLength(PARALLEL - 1)
      for (const failure of failures) expect(failure).toMatchObject({ session: values[0]?.session })
      expect(await second.sessionsOf(userId)).toEqual([values[0]?.session])
    })
  })
}

function replaceRules(open: OpenStores): void {
  describe('policy replace', () => {
    const servers = underPolicy(open, 'replace')

    it('[SES-23] a start ends the session of the user and takes its place, in one step', async () => {
      const { first, second, command, newRegion } = servers()
      const { session: old } = await first.start(command())
      const next = command({ userId: old.userId, region: newRegion(), nowMs: old.startedAtMs + 10 })
      const { outcome, session, ended } = await second.start(next)
      expect({ outcome, session }).toMatchObject({
        outcome: 'created',
        session: { sessionId: next.sessionId, region: next.region, status: 'active', version: 1 },
      })
      expect(ended).toEqual({ ...old, status: 'exited', exitedAtMs: next.nowMs, version: 2 })
      expect(await first.sessionsOf(old.userId)).toEqual([session, ended])
      expect(await second.find(old.sessionId)).toEqual(ended)
      expect(await first.activeIn(old.region)).toEqual([])
      expect(await first.activeIn(next.region)).toEqual([session])
    })

    it('[SES-3] an exit of a replaced session tells when it was replaced', async () => {
      const { first, second, command } = servers()
      const { session: old } = await first.start(command())
      const { ended } = await second.start(command({ userId: old.userId, nowMs: old.startedAtMs + 10 }))
      const answer = await second.exit(old.sessionId, old.startedAtMs + 500)
      expect(answer).toEqual({ outcome: 'repeated', session: ended })
    })

    it('[SES-4] a retry of the own start replaces nothing, also when it has itself been replaced', async () => {
      const { first, second, command } = servers()
      const start = command({ mayRepeat: true })
      const { session } = await first.start(start)
      expect(await second.start({ ...start, nowMs: start.nowMs + 5 })).toEqual({
        outcome: 'repeated',
        session,
      })
      const next = await second.start(command({ userId: start.userId, nowMs: start.nowMs + 10 }))
      expect(await first.start({ ...start, nowMs: start.nowMs + 20 })).toEqual({
        outcome: 'repeated',
        session: next.ended,
      })
      expect(await first.sessionsOf(start.userId)).toEqual([next.session, next.ended])
    })

    it(`[SES-2] ${PARALLEL} parallel starts at two servers leave one session active and all others ended`, async () => {
      const { first, second, command, newUser } = servers()
      const userId = newUser()
      const results = await Promise.all(
        times(PARALLEL, (index) => (index % 2 === 0 ? first : second).start(command({ userId }))),
      )
      for (const { outcome } of results) expect(outcome).toBe('created')
      const sessions = await second.sessionsOf(userId)
      expect(sessions).toHaveLength(PARALLEL)
      expect(activeOf(sessions)).toHaveLength(1)
      const replaced = results.flatMap(({ ended }) => ended?.sessionId ?? [])
      expect(new Set(replaced).size).toBe(PARALLEL - 1)
    })

    it('[SES-3] a replacement racing an exit ends the session once, at one moment', async () => {
      const { first, second, command } = servers()
      await Promise.all(
        times(25, async () => {
          const old = command()
          await first.start(old)
          const next = command({ userId: old.userId, nowMs: old.nowMs + 2 })
          const [started, exited] = await Promise.all([
            second.start(next),
            first.exit(old.sessionId, old.nowMs + 1),
          ])
          expect(started).toMatchObject({ outcome: 'created', session: { sessionId: next.sessionId } })
          const stored = await second.find(old.sessionId)
          expect(exited?.session).toEqual(stored)
          expect(started.ended ?? stored).toEqual(stored)
          expect(await first.sessionsOf(old.userId)).toEqual([started.session, stored])
        }),
      )
    })

    it('[SES-4] starts racing their own retries create each session once', async () => {
      const { first, second, command, newUser } = servers()
      const userId = newUser()
      const starts = times(20, () => command({ userId, mayRepeat: true }))
      const results = await Promise.all(
        starts.flatMap((start) => [first.start(start), second.start(start), first.start(start)]),
      )
      const created = results.filter(({ outcome }) => outcome === 'created')
      expect(new Set(created.map(({ session }) => session.sessionId)).size).toBe(starts.length)
      expect(created).toHaveLength(starts.length)
      expect(activeOf(await second.sessionsOf(userId))).toHaveLength(1)
    })
  })
}

function allowRules(open: OpenStores): void {
  describe('policy allow', () => {
    const servers = underPolicy(open, 'allow')

    it('[SES-24] every start creates a session, whatever others the user has', async () => {
      const { first, second, command, newUser, newRegion } = servers()
      const [userId, region] = [newUser(), newRegion()]
      const results = await Promise.all(
        times(20, (index) =>
          (index % 2 === 0 ? first : second).start(command({ userId, region, mayRepeat: index % 3 === 0 })),
        ),
      )
      for (const { outcome } of results) expect(outcome).toBe('created')
      const ids = new Set(results.map(({ session }) => session.sessionId))
      expect(new Set((await first.sessionsOf(userId)).map(({ sessionId }) => sessionId))).toEqual(ids)
      expect(new Set((await second.activeIn(region)).map(({ sessionId }) => sessionId))).toEqual(ids)
    })

    it('[SES-24] an exit ends only its own session, once, however the session began', async () => {
      const { first, second, command } = servers()
      for (const mayRepeat of [false, true]) {
        const { session } = await first.start(command({ mayRepeat }))
        const other = await second.start(command({ userId: session.userId, mayRepeat }))
        const exits = await Promise.all(
          times(20, (index) =>
            (index % 2 === 0 ? first : second).exit(session.sessionId, session.startedAtMs + index),
          ),
        )
        expect(exits.filter((exit) => exit?.outcome === 'ended')).toHaveLength(1)
        const stored = await second.find(session.sessionId)
        expect(stored).toMatchObject({ status: 'exited', version: 2 })
        for (const exit of exits) expect(exit?.session).toEqual(stored)
        expect(await first.find(other.session.sessionId)).toEqual(other.session)
      }
    })

    it('[SES-4] a keyed start gives its session again on every retry, also after the exit', async () => {
      const { first, second, command } = servers()
      const start = command({ mayRepeat: true })
      const results = await Promise.all(times(20, (index) => (index % 2 === 0 ? first : second).start(start)))
      expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
      for (const { session } of results) expect(session).toEqual(results[0]?.session)
      const ended = await second.exit(start.sessionId, start.nowMs + 1)
      expect(await first.start(start)).toEqual({ outcome: 'repeated', session: ended?.session })
    })

    it('[SES-4] an unkeyed start that is tried again elsewhere gives the session of the first try', async () => {
      const { first, second, command, newRegion } = servers()
      const start = command()
      const { session } = await first.start(start)
      const again = {
        ...start,
        region: newRegion(),
        nowMs: start.nowMs + 7,
        idFrom: 'elsewhere',
        mayRepeat: true,
      } as const
      expect(await second.start(again)).toEqual({ outcome: 'repeated', session })
      expect(await second.sessionsOf(start.userId)).toEqual([session])
    })
  })
}
