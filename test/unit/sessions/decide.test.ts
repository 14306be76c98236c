import { describe, expect, it } from '@jest/globals'
import { type StartCommand, decideExit, decideStart } from '../../../src/sessions/decide.ts'
import type { ActiveSession, EndedSession } from '../../../src/sessions/session.ts'

const command: StartCommand = {
  sessionId: 'new-id',
  userId: 'ann',
  region: 'eu',
  nowMs: 1_000,
  idFrom: 'here',
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

describe('the decision about a start', () => {
  it('creates a session where there is none', () => {
    expect(decideStart({ own: undefined, active: undefined }, command)).toEqual({
      kind: 'create',
      session: {
        sessionId: 'new-id',
        userId: 'ann',
        region: 'eu',
        startedAtMs: 1_000,
        status: 'active',
        epoch: 0,
        version: 1,
      },
    })
  })

  it('[SES-2] resumes the active session instead of creating a second', () => {
    expect(decideStart({ own: undefined, active }, command)).toEqual({ kind: 'resume', session: active })
  })

  it('[SES-4] a repeated start is answered before the slot is looked at, also after the end', () => {
    expect(decideStart({ own: ended, active }, command)).toEqual({ kind: 'repeat', session: ended })
  })
})

describe('the decision about an exit', () => {
  it('ends an active session and raises its version', () => {
    expect(decideExit(active, 700)).toEqual({
      kind: 'end',
      session: { ...active, status: 'exited', exitedAtMs: 700, version: 2 },
    })
  })

  it('[SES-3] leaves an ended session as it is', () => {
    expect(decideExit(ended, 5_000)).toEqual({ kind: 'ended', session: ended })
  })

  it('[SES-12] no exit lies before its start, whatever the clock says', () => {
    expect(decideExit(active, 100).session.exitedAtMs).toBe(500)
  })
})
