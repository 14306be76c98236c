import { describe, expect, it } from '@jest/globals'
import { repositoryOn, rulesOf } from './repository-fixture.ts'

const HOUR_MS = 3_600_000
const TTL_MS = 60_000

describe('the index of hours', () => {
  const swept = async (hoursAgo: number) => {
    const { tables, runtime, played, repository } = repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }) })
    const nowMs = runtime.wallNowMs()
    const hour = Math.floor(nowMs / HOUR_MS) - hoursAgo
    tables.readHours = async () => [hour]
    const query = { region: 'eu', nowMs, graceMs: 0, limit: 10 }
    const { value } = await played((deadline) => repository.expireOver(query, deadline))
    expect(value).toEqual({ expired: 0 })
    return { hour, nowMs, rows: tables.written }
  }

  it('[CAS-38] loses an hour that a sweep finds empty, by a timestamp that a later mark beats', async () => {
    const { hour, nowMs, rows } = await swept(5)
    expect(rows.map(({ row }) => row)).toEqual([
      { table: 'active_session_hours', region: 'eu', hour, present: false },
    ])
    expect(rows[0]?.timestampUs).toBeLessThan(nowMs * 1_000)
  })

  it('[CAS-38] keeps an hour in which a server may still start sessions', async () => {
    expect((await swept(2)).rows).toEqual([])
  })
})
