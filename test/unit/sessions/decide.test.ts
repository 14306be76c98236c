import { describe, expect, it } from '@jest/globals'
import {
  decideExit,
  decideKeepAlive,
  decideStart,
  type StartCommand,
  type StartSituation,
} from '../../../src/sessions/decide.ts'
import { SESSION_POLICIES, type SessionPolicy, type SessionRules } from '../../../src/sessions/rules.ts'
import type { ActiveSession, EndedSession } from '../../../src/sessions/session.ts'

const command: StartCommand = {
  sessionId: 'new-id',
  userId: 'ann',
  region: 'eu',
  nowMs: 1_000,
  idFrom: 'here',
  mayRepeat: false,
}
const active: ActiveSession = {
  sessionId: 'old-id',
  userId: 'ann',
  region: 'us',
  startedAtMs: 500,
  status: 'active',
  epoch: 0,
  version: 1,
}
const ended: EndedSession = { ...active, status: 'exited', exitedAtMs: 900, version: 2 }

const judgedMs = 1_000
const rulesOf = (policy: SessionPolicy, ttlMs = 0): SessionRules => ({ policy, ttlMs })
const created: ActiveSession = {
  sessionId: 'new-id',
  userId: 'ann',
  region: 'eu',
  startedAtMs: 1_000,
  status: 'active',
  epoch: 0,
  version: 1,
}
const start = (situation: Partial<StartSituation>, rules = rulesOf('resume')) =>
  decideStart({ own: undefined, active: undefined, ...situation }, command, judgedMs, rules)

describe('the decision about a start', () => {
  it.each(SESSION_POLICIES)('creates a session where there is none, under %s', (policy) => {
    expect(start({}, rulesOf(policy))).toEqual({ kind: 'create', session: created })
  })

  it('[SES-2] resumes the active session instead of creating a second', () => {
    expect(start({ active: { session: active } })).toEqual({ kind: 'resume', session: active })
  })

  it('[SES-22] refuses under reject, and names the active session', () => {
    expect(start({ active: { session: active } }, rulesOf('reject'))).toEqual({
      kind: 'reject',
      session: active,
    })
  })

  it('[SES-23] takes the place of the active session under replace', () => {
    expect(start({ active: { session: active } }, rulesOf('replace'))).toEqual({
      kind: 'create',
      session: created,
      ends: { ...active, status: 'exited', exitedAtMs: 1_000, version: 2 },
    })
  })

  it('[SES-24] lets the active session be under allow', () => {
    expect(start({ active: { session: active } }, rulesOf('allow'))).toEqual({
      kind: 'create',
      session: created,
    })
  })

  it.each(SESSION_POLICIES)(
    '[SES-4] under %s a repeated start is answered before the slot is looked at, also after the end',
    (policy) => {
      for (const session of [ended, active]) {
        expect(start({ own: { session }, active: { session: active } }, rulesOf(policy))).toEqual({
          kind: 'repeat',
          session,
        })
      }
    },
  )

  it.each(['resume', 'reject', 'replace'] as const)(
    '[SES-25] under %s a session whose time is over ends as expired and leaves its place',
    (policy) => {
      expect(start({ active: { session: active, lastSeenMs: 600 } }, rulesOf(policy, 400))).toEqual({
        kind: 'create',
        session: created,
        ends: { ...active, status: 'expired', exitedAtMs: 1_000, version: 2 },
      })
    },
  )

  it('[SES-25] a repeated start of a session whose time is over gives it as expired', () => {
    expect(start({ own: { session: active } }, rulesOf('replace', 400))).toEqual({
      kind: 'expire',
      session: { ...active, status: 'expired', exitedAtMs: 900, version: 2 },
    })
  })

  it('[SES-29] what the clock may be wrong by is not held against a session', () => {
    const seen = { session: active, lastSeenMs: 600 }
    const rules = rulesOf('resume', 400)
    expect(decideStart({ own: undefined, active: seen }, command, 999, rules).kind).toBe('resume')
    expect(decideKeepAlive(seen, 5_000, 999, rules)).toMatchObject({ kind: 'alive', lastSeenMs: 5_000 })
    expect(decideExit(seen, 5_000, 999, rules)).toMatchObject({ kind: 'end', session: { exitedAtMs: 5_000 } })
  })
})

describe('the decision about an exit', () => {
  const rules = rulesOf('resume')

  it('ends an active session and raises its version', () => {
    expect(decideExit({ session: active }, 700, 700, rules)).toEqual({
      kind: 'end',
      session: { ...active, status: 'exited', exitedAtMs: 700, version: 2 },
    })
  })

  it('[SES-3] leaves an ended session as it is', () => {
    expect(decideExit({ session: ended }, 5_000, 5_000, rulesOf('resume', 10))).toEqual({
      kind: 'repeat',
      session: ended,
    })
  })

  it('[SES-12] no exit lies before its start, whatever the clock says', () => {
    expect(decideExit({ session: active }, 100, 100, rules).session.exitedAtMs).toBe(500)
  })

  it('[SES-26] finds that a session had expired before', () => {
    expect(decideExit({ session: active }, 5_000, 5_000, rulesOf('resume', 400))).toEqual({
      kind: 'expire',
      session: { ...active, status: 'expired', exitedAtMs: 900, version: 2 },
    })
  })
})

describe('the decision about a keep-alive', () => {
  const rules = rulesOf('resume', 400)

  it('[SES-27] notes the latest moment at which the player was heard of', () => {
    const seen = { session: active, lastSeenMs: 850 }
    expect(decideKeepAlive(seen, 900, 900, rules)).toMatchObject({ kind: 'alive', lastSeenMs: 900 })
    expect(decideKeepAlive(seen, 800, 800, rules)).toMatchObject({ kind: 'alive', lastSeenMs: 850 })
  })

  it('[SES-27] comes too late when the time is over, or the session has ended', () => {
    expect(decideKeepAlive({ session: active }, 900, 900, rules)).toMatchObject({
      kind: 'expire',
      session: { exitedAtMs: 900 },
    })
    expect(decideKeepAlive({ session: ended }, 900, 900, rules)).toEqual({ kind: 'ended', session: ended })
  })
})
