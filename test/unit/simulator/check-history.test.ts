import { describe, expect, it } from '@jest/globals'
import { checkHistory } from '../../../src/simulator/history/check-history.ts'
import type { Allowance } from '../../../src/simulator/history/checked-history.ts'
import { type Asked, History, type ShownSession, type Told } from '../../../src/simulator/history/history.ts'
import { DEFAULT_RULES, type SessionRules } from '../../../src/sessions/rules.ts'
import type { Session } from '../../../src/sessions/session.ts'

const EXACT: Allowance = { skewMs: 0, jumpMs: 0, areReadsStale: false, requestMs: 10 }

type Step = readonly [beganMs: number, endedMs: number, asked: Asked, told: Told]

const active = (sessionId: string, startedAtMs: number): Session => ({
  sessionId,
  userId: 'user',
  region: 'eu',
  startedAtMs,
  status: 'active',
  epoch: 0,
  version: 1,
})
const exited = (session: Session, exitedAtMs: number, status: 'exited' | 'expired' = 'exited'): Session => ({
  ...session,
  status,
  exitedAtMs,
  version: 2,
})
const START: Asked = { kind: 'start' }
const keyed = (key: string, sessionIdOfKey: string): Asked => ({ kind: 'start', key, sessionIdOfKey })
const exit = (sessionId: string): Asked => ({ kind: 'exit', sessionId })
const heartbeat = (sessionId: string): Asked => ({ kind: 'heartbeat', sessionId })
const find = (sessionId: string): Asked => ({ kind: 'find', sessionId })
const LIST: Asked = { kind: 'list of user' }
const NOTHING: Told = { kind: 'nothing', why: 'timeout' }

function shown(session: Session): ShownSession {
  const { sessionId, userId, region, startedAtMs, status } = session
  const exitedAtMs = session.status === 'active' ? {} : { exitedAtMs: session.exitedAtMs }
  return { sessionId, userId, region, startedAtMs, status, ...exitedAtMs }
}
const told = (session: Session, status: 200 | 201 = 200): Told => ({
  kind: 'session',
  status,
  session: shown(session),
})
const alive = (session: Session, expiresAtMs: number): Told => ({
  kind: 'session',
  status: 200,
  session: shown(session),
  expiresAtMs,
})
const refused = (status: number, code: string, sessionId?: string): Told => ({
  kind: 'refused',
  status,
  code,
  ...(sessionId !== undefined && { sessionId, region: 'eu' }),
})

/** The names of the rules that the history breaks. */
function broken(steps: readonly Step[], final: readonly Session[], rules: SessionRules = DEFAULT_RULES) {
  const history = new History()
  for (const [beganMs, endedMs, asked, answer] of steps) {
    const place = { client: 'c', userId: 'user', server: 'eu', isMain: false }
    const operation = history.begin({ ...place, asked, beganMs })
    operation.endedMs = endedMs
    operation.told = answer
  }
  const sessions = new Map(final.map((session) => [session.sessionId, session]))
  const found = checkHistory({ operations: history.operations, rules, allowance: EXACT, final: sessions })
  return [...new Set(found.map(({ rule }) => rule))]
}

const a = active('a', 1)
const b = active('b', 21)
const TTL = 50
const mortal: SessionRules = { policy: 'resume', ttlMs: TTL }

describe('the check of a history', () => {
  it('[SIM-17] accepts a life: started, resumed, kept alive, looked at, ended twice, and started anew', () => {
    const end = exited(a, 15)
    const steps: Step[] = [
      [0, 5, START, told(a, 201)],
      [6, 8, START, told(a)],
      [9, 10, find('a'), told(a)],
      [10, 11, LIST, { kind: 'sessions', sessions: [shown(a)], isWhole: true }],
      [14, 18, exit('a'), told(end)],
      [19, 20, exit('a'), told(end)],
      [20, 25, START, told(b, 201)],
      [26, 27, heartbeat('a'), refused(409, 'session_ended')],
    ]
    expect(broken(steps, [end, b])).toEqual([])
  })

  it('[SIM-17] accepts that what was not answered happened, or did not', () => {
    expect(broken([[0, 5, START, NOTHING]], [])).toEqual([])
    expect(broken([[0, 5, START, NOTHING]], [a])).toEqual([])
    const steps: Step[] = [
      [0, 5, START, told(a, 201)],
      [6, 9, exit('a'), NOTHING],
    ]
    expect(broken(steps, [a])).toEqual([])
    expect(broken(steps, [exited(a, 7)])).toEqual([])
  })

  it.each<[rule: string, steps: Step[], final: Session[], rules?: SessionRules]>([
    ['an acknowledged session is lost', [[0, 5, START, told(a, 201)]], []],
    ['a session has changed', [[0, 5, START, told(a, 201)]], [{ ...a, region: 'us' }]],
    [
      '201 came twice for one session',
      [
        [0, 5, START, told(a, 201)],
        [0, 6, START, told(a, 201)],
      ],
      [a],
    ],
    [
      '201 came for a session that was there',
      [
        [0, 5, find('a'), told(a)],
        [6, 8, START, told(a, 201)],
      ],
      [a],
    ],
    ['a key made a session of another id', [[0, 5, keyed('k', 'x'), told(a, 201)]], [a]],
    [
      'a retry of a keyed start gave another session',
      [
        [0, 5, keyed('k', 'a'), told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 7))],
        [20, 25, keyed('k', 'a'), told(b, 201)],
      ],
      [exited(a, 7), b],
    ],
    ['nobody was told that they made a session', [[0, 5, START, told(a)]], [a]],
    [
      'a start was told that nothing happened, and it had',
      [[0, 5, keyed('k', 'a'), { kind: 'nothing', why: 'store_unavailable' }]],
      [a],
    ],
    [
      'an ended session is active again',
      [
        [0, 5, START, told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 7))],
      ],
      [a],
    ],
    [
      'exited_at has changed',
      [
        [0, 5, START, told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 7))],
        [10, 11, exit('a'), told(exited(a, 10))],
      ],
      [exited(a, 7)],
    ],
    [
      'exited_at lies before started_at',
      [
        [0, 5, START, told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 0))],
      ],
      [exited(a, 0)],
    ],
    [
      'an ended session was told to be active',
      [
        [0, 5, START, told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 7))],
        [10, 12, START, told(a)],
      ],
      [exited(a, 7)],
    ],
    ['a session ended that nobody ended', [[0, 5, START, told(a, 201)]], [exited(a, 7)]],
    [
      'a user has two active sessions',
      [
        [0, 5, START, told(a, 201)],
        [20, 25, START, told(b, 201)],
      ],
      [a, b],
    ],
    [
      'two sessions of a user were active together',
      [
        [0, 5, START, told(a, 201)],
        [20, 25, START, told(b, 201)],
        [30, 35, exit('a'), told(exited(a, 31))],
      ],
      [exited(a, 31), b],
    ],
    [
      'the times of two sessions of a user overlap',
      [
        [0, 90, START, NOTHING],
        [20, 25, START, told(b, 201)],
        [40, 45, exit('b'), told(exited(b, 41))],
        [91, 95, START, told(a)],
      ],
      [a, exited(b, 41)],
    ],
    [
      'a session expired before the moment that a heartbeat was told',
      [
        [0, 5, START, told(a, 201)],
        [30, 31, heartbeat('a'), alive(a, 80)],
        [60, 61, find('a'), told(exited(a, 51, 'expired'))],
      ],
      [exited(a, 51, 'expired')],
      mortal,
    ],
    [
      'an expired session did not end with its time after a sign',
      [[0, 5, START, told(a, 201)]],
      [exited(a, 60, 'expired')],
      mortal,
    ],
    [
      'a session was told to have expired before its time',
      [
        [0, 5, START, told(a, 201)],
        [40, 41, find('a'), told(exited(a, 51, 'expired'))],
      ],
      [exited(a, 51, 'expired')],
      mortal,
    ],
    ['a session expired although sessions do not', [[0, 5, START, told(a, 201)]], [exited(a, 51, 'expired')]],
    ['an answer that nothing justifies', [[0, 5, START, refused(500, 'internal')]], []],
    [
      'an acknowledged session was not found',
      [
        [0, 5, START, told(a, 201)],
        [6, 7, exit('a'), refused(404, 'session_not_found')],
      ],
      [a],
    ],
    [
      'a heartbeat was refused for a session that is active',
      [
        [0, 5, START, told(a, 201)],
        [6, 7, heartbeat('a'), refused(409, 'session_ended')],
      ],
      [a],
    ],
    [
      'a refusal names a session that had ended',
      [
        [0, 5, START, told(a, 201)],
        [6, 9, exit('a'), told(exited(a, 7))],
        [10, 12, START, refused(409, 'active_session_exists', 'a')],
      ],
      [exited(a, 7)],
      { policy: 'reject', ttlMs: 0 },
    ],
    [
      'a start was refused because of itself',
      [[0, 5, keyed('k', 'a'), refused(409, 'active_session_exists', 'a')]],
      [a],
      { policy: 'reject', ttlMs: 0 },
    ],
    [
      'a start was refused although the policy does not',
      [[0, 5, START, refused(409, 'active_session_exists', 'a')]],
      [a],
    ],
    ['an answer shows another session', [[0, 5, find('x'), told(a)]], [a]],
    [
      'a list lacks an acknowledged session',
      [
        [0, 5, START, told(a, 201)],
        [6, 7, LIST, { kind: 'sessions', sessions: [], isWhole: true }],
      ],
      [a],
    ],
    [
      'a list shows a session twice',
      [[6, 7, LIST, { kind: 'sessions', sessions: [shown(a), shown(a)], isWhole: true }]],
      [a],
    ],
  ])('[SIM-17] finds: %s', (rule, steps, final, rules = DEFAULT_RULES) => {
    expect(broken(steps, final, rules)).toContain(rule)
  })
})
