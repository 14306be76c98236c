import { describe, expect, it } from '@jest/globals'
import { ActiveSessionExistsError } from '../../src/sessions/errors.ts'
import { ALL_REPLICAS } from '../../src/simulator/cassandra/replicas.ts'
import { derivedTimestampUs } from '../../src/storage/cassandra/derived-rows.ts'
import { repositoryOnTables } from './repository-on-tables.ts'

const HERE = '11111111-1111-4111-8111-111111111111'
const THERE = '22222222-2222-4222-8222-222222222222'
const onlyAt = (...replicas: number[]) =>
  ALL_REPLICAS.map((replica) => (replicas.includes(replica) ? 0 : Infinity))

describe('situations that seeds have found', () => {
  it('[CAS-10] a session that a refusal names can be ended, although its own server died before telling', async () => {
    const { open } = repositoryOnTables({ policy: 'reject', ttlMs: 0 }, 'QUORUM')
    const [dying, other] = [open('dying'), open('other')]
    dying.crashes.arm('before write lists', 0)
    expect(await dying.start(HERE)).toBe('dead')
    const refusal = await other.start(THERE)
    expect(refusal).toBeInstanceOf(ActiveSessionExistsError)
    expect(refusal).toMatchObject({ session: { sessionId: HERE } })
    expect(await other.exit(HERE)).toMatchObject({ outcome: 'ended' })
  })

  it('[CAS-25] a row of sessions that only one replica has is written again before it is relied on', async () => {
    const { open, database, scheduler } = repositoryOnTables({ policy: 'resume', ttlMs: 0 }, 'ONE')
    const other = open('other')
    // Which replica is asked is chance: some of these look-ups meet the one that has the row.
    for (let number = 0; number < 12; number++) {
      const userId = `user-${number}`
      const sessionId = HERE.replace('1111', String(1_000 + number))
      const dying = open(`dying-${number}`)
      dying.crashes.arm('before write sessions', 0)
      expect(await dying.start(sessionId, { userId })).toBe('dead')
      const row = database.user(userId).row(sessionId, ALL_REPLICAS, scheduler.nowMs)
      if (!row) throw new Error('the start was not decided')
      const { session } = row
      database.write({ table: 'sessions', session }, derivedTimestampUs(session), onlyAt(0), scheduler.nowMs)
      expect(await other.start(sessionId, { userId })).toMatchObject({ outcome: 'repeated' })
      const sight = { replicas: [1, 2, 4, 5], nowMs: scheduler.nowMs }
      expect(database.publicRow(sessionId, sight)).toBeDefined()
    }
  })

  it('[CAS-11] a row with a later timestamp gives way although its version is lower', async () => {
    const { open, database, scheduler } = repositoryOnTables({ policy: 'allow', ttlMs: 0 }, 'QUORUM')
    const server = open('server')
    expect(await server.start(HERE)).toMatchObject({ outcome: 'created' })
    expect(await server.exit(HERE)).toMatchObject({ outcome: 'ended' })
    const row = database.user('user').row(HERE, ALL_REPLICAS, scheduler.nowMs)
    if (!row) throw new Error('the start was not decided')
    const { startedAtMs } = row.session
    const rival = { ...row.session, region: 'us', startedAtMs: startedAtMs + 1_000, version: 1 }
    const active = { ...rival, status: 'active' as const }
    const nowMs = scheduler.nowMs
    const everywhere = ALL_REPLICAS.map(() => nowMs)
    database.write({ table: 'sessions', session: active }, derivedTimestampUs(active), everywhere, nowMs)
    await server.find(HERE)
    const sight = { replicas: ALL_REPLICAS, nowMs: scheduler.nowMs }
    expect(database.publicRow(HERE, sight)).toMatchObject({ region: 'eu', status: 'exited', startedAtMs })
  })
})
