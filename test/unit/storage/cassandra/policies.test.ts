import { describe, expect, it } from '@jest/globals'
import { ActiveSessionExistsError, OutcomeUnknownError } from '../../../../src/sessions/errors.ts'
import { BIRTH_TIMESTAMP_US } from '../../../../src/storage/cassandra/table-port.ts'
import { BEGIN_MS, repositoryOn, rulesOf } from './repository-fixture.ts'

describe('policy reject', () => {
  it('[CAS-20] a start that was carried out though nobody said so is no conflict with itself', async () => {
    const { tables, start } = repositoryOn({ rules: rulesOf({ policy: 'reject' }) })
    tables.faults.push('applied-but-unknown')
    expect((await start('s1')).value).toMatchObject({ outcome: 'created', session: { sessionId: 's1' } })
    expect((await start('s2')).error).toBeInstanceOf(ActiveSessionExistsError)
    expect((await start('s1')).value).toMatchObject({ outcome: 'repeated' })
  })
})

describe('policy replace', () => {
  const replacing = () => repositoryOn({ rules: rulesOf({ policy: 'replace' }) })

  it('[SES-23] ends the old session and begins the new one in one decision', async () => {
    const { tables, start } = replacing()
    await start('s1')
    tables.statements.length = 0
    const { value } = await start('s2', { nowMs: BEGIN_MS + 5 })
    expect(value).toMatchObject({
      outcome: 'created',
      session: { sessionId: 's2' },
      ended: { sessionId: 's1', status: 'exited', exitedAtMs: BEGIN_MS + 5, version: 2 },
    })
    expect(tables.statements.filter((statement) => statement === 'decide')).toHaveLength(1)
    expect(tables.slots.get('ann')).toEqual({ activeSessionId: 's2', lastSessionId: 's2' })
  })

  it('[CAS-10] the rows of both sessions are there before the answer', async () => {
    const { tables, start } = replacing()
    await start('s1')
    await start('s2')
    expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'exited', version: 2 })
    expect(tables.publicRows.get('s2')?.value).toMatchObject({ status: 'active', version: 1 })
  })

  it('[CAS-20] after an unknown outcome the replaced session is told, too', async () => {
    const { tables, start } = replacing()
    await start('s1')
    tables.faults.push('lost', 'applied-but-unknown')
    const { value } = await start('s2')
    expect(value).toMatchObject({ outcome: 'created', ended: { sessionId: 's1', status: 'exited' } })
    expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'exited' })
  })

  it('[CAS-22] a replacement that arrives late ends nobody', async () => {
    const { tables, start, exit } = replacing()
    await start('s1')
    tables.faults.push('late')
    tables.beforeDecision = () => {
      tables.beforeDecision = undefined
      tables.slots.set('ann', { activeSessionId: undefined, lastSessionId: 's1' })
    }
    await start('s2')
    await exit('s2', BEGIN_MS + 9)
    await start('s3')
    expect(tables.deliver()).toMatchObject([{ kind: 'refused' }])
    expect(tables.slots.get('ann')).toMatchObject({ activeSessionId: 's3' })
  })
})

describe('policy allow', () => {
  const allowing = () => repositoryOn({ rules: rulesOf({ policy: 'allow' }) })

  it('[CAS-30] a new start reads nothing, decides nothing and writes each table once', async () => {
    const { tables, runtime, start } = allowing()
    // An hour is marked by its first start.
    await start('s0', { nowMs: runtime.wallNowMs() })
    tables.statements.length = 0
    expect((await start('s1', { nowMs: runtime.wallNowMs() })).value).toMatchObject({
      outcome: 'created',
      session: { version: 1 },
    })
    expect(tables.statements).toEqual([
      'write user_sessions',
      'write sessions_by_user',
      'write sessions_by_region_and_user',
      'write active_sessions',
      'write sessions',
    ])
    const birth = tables.written.findLast(({ row }) => row.table === 'user_sessions')
    expect(birth?.timestampUs).toBe(BIRTH_TIMESTAMP_US)
    expect(tables.slots.size).toBe(0)
  })

  it('[CAS-30] one that may be a repetition is conditional', async () => {
    const { tables, start } = allowing()
    await start('s1')
    tables.statements.length = 0
    expect((await start('s1', { mayRepeat: true, nowMs: BEGIN_MS + 9 })).value).toMatchObject({
      outcome: 'repeated',
      session: { startedAtMs: BEGIN_MS },
    })
    expect(tables.statements).toContain('decide')
  })

  it('[SES-4] one whose id came from elsewhere and has a session repeats it, whoever vouches that it is new', async () => {
    const { start, exit, find } = allowing()
    const forwarded = { idFrom: 'elsewhere', mayRepeat: false } as const
    expect((await start('s1', forwarded)).value).toMatchObject({ outcome: 'created' })
    await exit('s1', BEGIN_MS + 5)
    const ended = { sessionId: 's1', status: 'exited', startedAtMs: BEGIN_MS, exitedAtMs: BEGIN_MS + 5 }
    const again = await start('s1', { ...forwarded, nowMs: BEGIN_MS + 9 })
    expect(again.value).toMatchObject({ outcome: 'repeated', session: ended })
    expect((await find('s1', BEGIN_MS + 10)).value).toMatchObject(ended)
  })

  it('[CAS-30] a birth that fails is told as unknown', async () => {
    const { tables, start } = allowing()
    tables.failWrites = 1_000
    expect((await start('s1')).error).toBeInstanceOf(OutcomeUnknownError)
  })

  it('[SES-24] an exit leaves the slot alone', async () => {
    const { tables, start, exit } = allowing()
    await start('s1')
    await start('s2', { mayRepeat: true })
    for (const id of ['s1', 's2']) {
      expect((await exit(id, BEGIN_MS + 1)).value).toMatchObject({ outcome: 'ended' })
    }
    expect(tables.slots.size).toBe(0)
  })
})
