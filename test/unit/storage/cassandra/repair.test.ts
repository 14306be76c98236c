import { describe, expect, it } from '@jest/globals'
import { bucketOf } from '../../../../src/storage/cassandra/active-list.ts'
import { BEGIN_MS, repositoryOn, rulesOf } from './repository-fixture.ts'

const SWEEP = { pageSize: 10, atOnce: 2, pauseMs: 100, restMs: 1_000 }
const TWO_PASSES_MS = 5_000

describe('the repair sweep', () => {
  it('[CAS-33] writes rows that a dying server left out, although nobody looks', async () => {
    const { tables, start, repository, advance } = repositoryOn({ sweep: SWEEP })
    await start('s1')
    tables.publicRows.clear()
    repository.run()
    await advance(TWO_PASSES_MS)
    expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'active', version: 1 })
    await repository.close()
  })

  it('[CAS-33] ends what is over', async () => {
    const { tables, start, repository, advance, told } = repositoryOn({
      sweep: SWEEP,
      rules: rulesOf({ ttlMs: 60_000 }),
    })
    await start('s1')
    repository.run()
    await advance(TWO_PASSES_MS)
    expect(tables.rows.get('s1')?.session).toMatchObject({ status: 'expired', exitedAtMs: BEGIN_MS + 60_000 })
    expect(tables.publicRows.get('s1')?.value).toMatchObject({ status: 'expired' })
    expect(told.expired).toBe(1)
    await repository.close()
  })

  it('[CAS-33] goes on after a page that could not be read, and stops with the store', async () => {
    const { tables, start, repository, advance } = repositoryOn({ sweep: SWEEP })
    await start('s1')
    tables.publicRows.clear()
    const readAuthorityPage = tables.readAuthorityPage.bind(tables)
    let failures = 3
    tables.readAuthorityPage = async () => {
      if (failures-- > 0) throw new Error('cut off')
      return readAuthorityPage()
    }
    repository.run()
    await advance(TWO_PASSES_MS)
    expect(tables.publicRows.has('s1')).toBe(true)
    await repository.close()
    tables.statements.length = 0
    await advance(TWO_PASSES_MS)
    expect(tables.statements).toEqual([])
  })
})

describe('rows of a start that was tried at two servers', () => {
  const rules = rulesOf({ policy: 'allow' })
  const late = { region: 'us', nowMs: BEGIN_MS + 50 }

  /** The second try has decided; then the first one's plain writes arrive, with a later clock. */
  const afterTwoTries = async () => {
    const server = repositoryOn({ rules })
    await server.start('s1', { mayRepeat: true })
    await server.start('s1', late)
    server.tables.statements.length = 0
    return server
  }
  const truth = { sessionId: 's1', region: 'eu', startedAtMs: BEGIN_MS, status: 'active' }

  it('[CAS-34] the conditional start counts, and its row comes back when somebody looks', async () => {
    const { tables, find } = await afterTwoTries()
    expect(tables.publicRows.get('s1')?.value).toMatchObject({ region: 'us' })
    expect((await find('s1', BEGIN_MS + 99)).value).toMatchObject(truth)
    expect(tables.publicRows.get('s1')?.value).toMatchObject(truth)
    const gone = tables.written.filter(({ row }) => 'gone' in row).map(({ row }) => row.table)
    expect(gone.sort()).toEqual(['active_sessions', 'sessions_by_region_and_user', 'sessions_by_user'])
  })

  it('[CAS-34] a place in the list of the user where it is not is skipped and removed', async () => {
    const { tables, listOfUser } = await afterTwoTries()
    const places = [late.nowMs, BEGIN_MS].map((startedAtMs) => ({
      sessionId: 's1',
      startedAtMs,
      userId: 'ann',
    }))
    tables.listed = places
    expect((await listOfUser(BEGIN_MS + 99)).value?.sessions).toMatchObject([truth])
    const gone = { sessionId: 's1', startedAtMs: late.nowMs }
    expect(tables.written.at(-1)?.row).toEqual({ table: 'sessions_by_user', userId: 'ann', gone })
  })

  it('[CAS-34] a place in a list of active sessions where it is not is skipped and removed', async () => {
    const { tables, played, repository } = await afterTwoTries()
    tables.listed = [{ sessionId: 's1', startedAtMs: late.nowMs, userId: 'ann' }]
    const { value } = await played((deadline) =>
      repository.listActive({ region: 'us', nowMs: BEGIN_MS + 99, limit: 10 }, deadline),
    )
    expect(value?.sessions).toEqual([])
    const bucket = bucketOf({ sessionId: 's1', region: 'us', startedAtMs: late.nowMs })
    expect(tables.written.map(({ row }) => row)).toContainEqual({
      table: 'active_sessions',
      bucket,
      gone: { sessionId: 's1', startedAtMs: late.nowMs },
    })
  })
})
