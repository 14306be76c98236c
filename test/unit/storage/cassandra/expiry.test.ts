import { describe, expect, it } from '@jest/globals'
import { BEGIN_MS, DEADLINE_MS, repositoryOn, rulesOf } from './repository-fixture.ts'

const TTL_MS = 60_000
const END_MS = BEGIN_MS + TTL_MS

const expiring = () => repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }) })

describe('a session that is over', () => {
  it('[SES-25] is ended by whoever looks first, and told once', async () => {
    const { tables, start, find, exit, told } = expiring()
    await start('s1')
    const over = { status: 'expired', exitedAtMs: END_MS, version: 2 }
    expect((await find('s1', END_MS + 5_000)).value).toMatchObject(over)
    expect((await find('s1', END_MS + 9_000)).value).toMatchObject(over)
    expect((await exit('s1', END_MS + 9_000)).value).toMatchObject({ outcome: 'repeated', session: over })
    expect(told.expired).toBe(1)
    expect(tables.slots.get('ann')).toEqual({ activeSessionId: undefined, lastSessionId: 's1' })
    expect(tables.publicRows.get('s1')?.value).toMatchObject(over)
  })

  it('[CAS-31] keep-alives are not read while it cannot be over, nor where sessions do not expire', async () => {
    for (const rules of [rulesOf({ ttlMs: TTL_MS }), rulesOf({})]) {
      const { tables, start, find, keepAlive } = repositoryOn({ rules })
      await start('s1')
      await keepAlive('s1', BEGIN_MS + 1)
      await find('s1', END_MS - 1)
      expect(tables.statements.filter((statement) => statement.startsWith('keep-alives'))).toEqual([])
    }
  })

  it('[CAS-31] what is known of the player is read at QUORUM', async () => {
    const { tables, start, find, keepAlive } = expiring()
    await start('s1')
    await keepAlive('s1', BEGIN_MS + 30_000)
    expect((await find('s1', END_MS + 29_999)).value).toMatchObject({ status: 'active' })
    expect(tables.statements).toContain('keep-alives quorum')
    expect((await find('s1', END_MS + 30_000)).value).toMatchObject({ exitedAtMs: END_MS + 30_000 })
  })

  it('[CAS-20] is told by the one whose write was carried out though nobody said so', async () => {
    const { tables, start, find, told } = expiring()
    await start('s1')
    tables.faults.push('applied-but-unknown')
    expect((await find('s1', END_MS)).value).toMatchObject({ status: 'expired' })
    expect(told.expired).toBe(1)
  })

  it('[SES-25] makes way for the next start in the same decision', async () => {
    const { tables, start, told } = expiring()
    await start('s1')
    const { value } = await start('s2', { nowMs: END_MS + 7 })
    expect(value).toMatchObject({
      outcome: 'created',
      ended: { sessionId: 's1', status: 'expired', exitedAtMs: END_MS },
    })
    expect(told.expired).toBe(1)
    expect(tables.slots.get('ann')).toEqual({ activeSessionId: 's2', lastSessionId: 's2' })
  })

  it("[SES-25] is ended by the user's list", async () => {
    const { tables, start, listOfUser } = expiring()
    await start('s1')
    tables.listed = [{ sessionId: 's1', startedAtMs: BEGIN_MS, userId: 'ann' }]
    const { value } = await listOfUser(END_MS)
    expect(value?.sessions).toMatchObject([{ sessionId: 's1', status: 'expired', exitedAtMs: END_MS }])
    expect(tables.rows.get('s1')?.session.status).toBe('expired')
  })

  it('[SES-29] is not over for as long as the clock may be wrong', async () => {
    const { tables, start, runtime } = expiring()
    await start('s1')
    const doubtful = { ...runtime, clockDoubtMs: () => 3_600_000 }
    const { repository } = repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }), runtime: doubtful }, tables)
    const find = (nowMs: number) => repository.find('s1', nowMs, runtime.deadline(DEADLINE_MS))
    expect(await find(END_MS + 3_599_999)).toMatchObject({ status: 'active' })
    expect(await find(END_MS + 3_600_000)).toMatchObject({ status: 'expired', exitedAtMs: END_MS })
  })
})

describe('a keep-alive', () => {
  it('[CAS-32] in good time is a plain write, and the authority is left alone', async () => {
    const { tables, start, keepAlive } = expiring()
    await start('s1')
    tables.statements.length = 0
    expect((await keepAlive('s1', BEGIN_MS + 20_000)).value).toMatchObject({
      session: { version: 1, status: 'active' },
      expiresAtMs: END_MS + 20_000,
    })
    expect(tables.statements).toEqual(['public plain', 'sessions plain', 'write session_keep_alives'])
    expect(tables.written.at(-1)).toMatchObject({
      row: { seenAtMs: BEGIN_MS + 20_000 },
      timestampUs: (BEGIN_MS + 20_000) * 1_000,
    })
  })

  it('[CAS-32] in the last moments is not overlooked by an expiry that has already looked', async () => {
    const { tables, runtime, start, find } = expiring()
    await start('s1')
    const other = repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }), runtime }, tables).repository
    let kept: Promise<unknown> | undefined
    // The expiry has found no sign of life; before it decides, one is answered.
    tables.afterKeepAlives = () => {
      tables.afterKeepAlives = undefined
      kept = other.keepAlive('s1', END_MS - 1, runtime.deadline(DEADLINE_MS))
    }
    let waited = false
    const decide = tables.decide.bind(tables)
    tables.decide = async (decision) => {
      if (!waited) {
        waited = true
        await kept
      }
      return decide(decision)
    }
    expect((await find('s1', END_MS)).value).toMatchObject({ status: 'active', version: 1 })
    expect(await kept).toMatchObject({ session: { status: 'active' }, expiresAtMs: END_MS - 1 + TTL_MS })
  })

  it('[CAS-32] does not trust the sign of another that may not be marked yet', async () => {
    const { tables, runtime, start, find } = expiring()
    await start('s1')
    const other = repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }), runtime }, tables).repository
    let kept: Promise<unknown> | undefined
    // The expiry has found nothing; a sign comes down whose server dies before it marks it; the next one is answered.
    tables.afterKeepAlives = () => {
      tables.afterKeepAlives = undefined
      tables.keepAlives.set('s1', END_MS - 2)
      kept = other.keepAlive('s1', END_MS - 1, runtime.deadline(DEADLINE_MS))
    }
    const decide = tables.decide.bind(tables)
    tables.decide = async (decision) => {
      tables.decide = decide
      await kept
      return decide(decision)
    }
    expect((await find('s1', END_MS)).value).toMatchObject({ status: 'active' })
    expect(await kept).toMatchObject({ session: { status: 'active' }, expiresAtMs: END_MS - 1 + TTL_MS })
  })

  it('[SES-27] that loses against an expiry is told the end', async () => {
    const { tables, runtime, start, find, keepAlive } = expiring()
    await start('s1')
    const other = repositoryOn({ rules: rulesOf({ ttlMs: TTL_MS }), runtime }, tables).repository
    const markKept = tables.markKept.bind(tables)
    tables.markKept = async (row, by) => {
      tables.markKept = markKept
      tables.keepAlives.delete('s1')
      await other.find('s1', END_MS, runtime.deadline(DEADLINE_MS))
      return markKept(row, by)
    }
    expect((await keepAlive('s1', END_MS - 1)).value).toEqual({
      session: expect.objectContaining({ status: 'expired', exitedAtMs: END_MS }),
    })
    expect((await find('s1', END_MS)).value).toMatchObject({ status: 'expired' })
  })
})
