import { beforeEach, describe, expect, it } from '@jest/globals'
import { OverloadedError } from '../../../../src/base/errors.ts'
import { silentLogger } from '../../../../src/base/logger-port.ts'
import { OutcomeUnknownError, StoreUnavailableError } from '../../../../src/sessions/errors.ts'
import { DEFAULT_RULES } from '../../../../src/sessions/rules.ts'
import { SessionRepository } from '../../../../src/storage/cassandra/session-repository.ts'
import { MAX_CALLS_OF_USER } from '../../../../src/storage/cassandra/user-queue.ts'
import { manualRuntime } from '../../../support/manual-runtime.ts'
import { FakeTables } from './fake-tables.ts'

const DEADLINE_MS = 5_000
const LONG_MS = 120_000

describe('session repository', () => {
  let tables: FakeTables
  let repository: SessionRepository
  let { runtime, advance } = manualRuntime()

  beforeEach(() => {
    ;({ runtime, advance } = manualRuntime())
    tables = new FakeTables()
    repository = new SessionRepository({
      tables,
      rules: DEFAULT_RULES,
      runtime,
      events: { sessionExpired: () => {} },
      log: silentLogger,
    })
  })

  const command = (sessionId: string, given: { idFrom?: 'here' | 'elsewhere' } = {}) => ({
    sessionId,
    userId: 'ann',
    region: 'eu',
    nowMs: 1_000,
    idFrom: 'here' as const,
    mayRepeat: false,
    ...given,
  })
  /** Plays virtual time until the call has been answered, at the latest at its deadline. */
  const played = async <T>(call: Promise<T>) => {
    const settled = call.then(
      (value) => ({ value, error: undefined }),
      (error: unknown) => ({ value: undefined, error }),
    )
    await advance(DEADLINE_MS + 1)
    return settled
  }
  const start = (id: string) => played(repository.start(command(id), runtime.deadline(DEADLINE_MS)))
  const exit = (id: string, nowMs = 2_000) =>
    played(repository.exit(id, nowMs, runtime.deadline(DEADLINE_MS)))
  const decisions = () => tables.statements.filter((statement) => statement === 'decide').length

  describe('a start whose outcome is unknown', () => {
    it('[CAS-20] is a success when the own session is found', async () => {
      tables.faults.push('applied-but-unknown')
      const { value } = await start('s1')
      expect(value).toMatchObject({ outcome: 'created', session: { sessionId: 's1', version: 1 } })
      expect(decisions()).toBe(1)
      expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'active' })
    })

    it('[CAS-20] is a success when the driver sent it twice and it was refused by itself', async () => {
      tables.faults.push('applied-twice')
      expect((await start('s1')).value).toMatchObject({ outcome: 'created' })
    })

    it('[CAS-20] is tried again when nothing is found', async () => {
      tables.faults.push('lost', 'lost')
      expect((await start('s1')).value).toMatchObject({ outcome: 'created' })
      expect(decisions()).toBe(3)
    })

    it('[CAS-20] is a resume when somebody else has taken the slot', async () => {
      tables.faults.push('lost')
      tables.beforeDecision = () => {
        tables.beforeDecision = undefined
        const other = { ...command('s2'), startedAtMs: 1, status: 'active' as const, epoch: 0, version: 1 }
        tables.rows.set('s2', { session: other })
        tables.slots.set('ann', { activeSessionId: 's2', lastSessionId: 's2' })
      }
      expect((await start('s1')).value).toMatchObject({ outcome: 'resumed', session: { sessionId: 's2' } })
      expect(tables.rows.has('s1')).toBe(false)
    })

    it('[CAS-21] is told as unknown when the deadline passes, and found by a retry', async () => {
      tables.faults.push(...Array.from({ length: 500 }, () => 'lost' as const))
      const { error } = await start('s1')
      expect(error).toBeInstanceOf(OutcomeUnknownError)
      tables.faults.length = 0
      expect((await start('s1')).value).toMatchObject({ outcome: 'created' })
    })

    it('[CAS-22] and which arrives after another session came and went changes nothing', async () => {
      tables.faults.push('late')
      tables.beforeDecision = () => {
        tables.beforeDecision = undefined
        const other = { ...command('s2'), startedAtMs: 1, status: 'active' as const, epoch: 0, version: 1 }
        tables.rows.set('s2', { session: other })
        tables.slots.set('ann', { activeSessionId: 's2', lastSessionId: 's2' })
      }
      expect((await start('s1')).value).toMatchObject({ outcome: 'resumed' })
      tables.slots.set('ann', { activeSessionId: undefined, lastSessionId: 's2' })
      expect(tables.deliver()).toMatchObject([{ kind: 'refused' }])
    })
  })

  it('[CAS-23] a start that could not be sent changed nothing and says so', async () => {
    tables.faults.push(...Array.from({ length: 500 }, () => 'not-sent' as const))
    const { error } = await start('s1')
    expect(error).toBeInstanceOf(StoreUnavailableError)
  })

  it('[CAS-24] a stale look never becomes the answer', async () => {
    await start('s1')
    tables.staleSlot = { activeSessionId: undefined, lastSessionId: undefined }
    expect((await start('s2')).value).toMatchObject({ outcome: 'resumed', session: { sessionId: 's1' } })
    tables.staleSlot = { activeSessionId: 's1', lastSessionId: 's1' }
    await exit('s1')
    expect((await start('s2')).value).toMatchObject({ outcome: 'created', session: { sessionId: 's2' } })
    tables.staleSlot = { activeSessionId: undefined, lastSessionId: undefined }
    expect((await start('s1')).value).toMatchObject({ outcome: 'repeated', session: { status: 'exited' } })
  })

  it('[CAS-24] a slot that names an ended session is nobody in the way', async () => {
    await start('s1')
    await exit('s1')
    tables.slots.set('ann', { activeSessionId: 's1', lastSessionId: 's1' })
    expect((await start('s2')).value).toMatchObject({ outcome: 'created' })
  })

  describe('an exit whose outcome is unknown', () => {
    it('[CAS-20] has ended the session when its own end is found', async () => {
      await start('s1')
      tables.faults.push('applied-but-unknown')
      const { value } = await exit('s1')
      expect(value).toMatchObject({ outcome: 'ended', session: { exitedAtMs: 2_000, version: 2 } })
      expect((await exit('s1', 9_000)).value).toMatchObject({
        outcome: 'repeated',
        session: { exitedAtMs: 2_000 },
      })
    })

    it('[CAS-20] is tried again when the session is still active', async () => {
      await start('s1')
      tables.faults.push('lost')
      expect((await exit('s1')).value).toMatchObject({ outcome: 'ended' })
      expect(tables.slots.get('ann')).toEqual({ activeSessionId: undefined, lastSessionId: 's1' })
    })
  })

  describe('rows that follow from a decision', () => {
    it('[CAS-10] are written before the answer, sessions last', async () => {
      await start('s1')
      const writes = tables.statements.filter((statement) => statement.startsWith('write '))
      expect(writes.at(-1)).toBe('write sessions')
      expect(new Set(writes)).toEqual(
        new Set([
          'write sessions_by_user',
          'write sessions_by_region_and_user',
          'write active_session_hours',
          'write active_sessions',
          'write sessions',
        ]),
      )
    })

    it('[CAS-14] are finished although the caller has gone', async () => {
      tables.failWrites = 4
      const deadline = runtime.deadline(LONG_MS)
      tables.beforeDecision = () => deadline.cancel('the caller is gone')
      const answer = repository.start(command('s1'), deadline)
      await expect(answer).rejects.toBeInstanceOf(OutcomeUnknownError)
      await advance(LONG_MS)
      expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'active', version: 1 })
    })

    it('[CAS-14] are waited for when the store closes', async () => {
      tables.failWrites = 4
      const starting = repository.start(command('s1'), runtime.deadline(LONG_MS))
      const closing = repository.close()
      await advance(LONG_MS)
      await closing
      expect(await starting).toMatchObject({ outcome: 'created' })
      expect(tables.publicRows.has('s1')).toBe(true)
    })

    it('[CAS-12] are written again when a resume finds them missing', async () => {
      await start('s1')
      tables.publicRows.clear()
      expect((await start('s2')).value).toMatchObject({ outcome: 'resumed' })
      expect(tables.publicRows.get('s1')?.value).toMatchObject({ version: 1 })
    })

    it('[CAS-11] of an older version do not replace those of a newer one', async () => {
      await start('s1')
      const first = tables.publicRows.get('s1')
      await exit('s1')
      if (!first) throw new Error('the start wrote the row')
      await tables.write([{ table: 'sessions', session: first.value }], first.timestampUs)
      expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'exited' })
    })
  })

  it('[CAS-25] a lookup that misses is repeated at QUORUM', async () => {
    await played(repository.find('s9', 1_000, runtime.deadline(DEADLINE_MS)))
    expect(tables.statements).toEqual(['public plain', 'public quorum'])
  })

  it('[CAS-26] calls of one user wait in a line with an end', async () => {
    const deadline = runtime.deadline(DEADLINE_MS)
    const calls = Array.from({ length: MAX_CALLS_OF_USER + 1 }, (_, index) =>
      repository.start(command(`s${index}`), deadline).catch((error: unknown) => error),
    )
    await advance(DEADLINE_MS + 1)
    const answers = await Promise.all(calls)
    expect(answers.filter((answer) => answer instanceof OverloadedError)).toHaveLength(1)
  })
})
