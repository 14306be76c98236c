import { describe, expect, it } from '@jest/globals'
import { JoinError } from '../../../../src/gossip/sdk/errors.ts'
import { type JoinOptions, Joins, MAX_OPEN_JOINS, SETTLE_MS } from '../../../../src/gossip/sdk/joins.ts'
import { ManualTimers } from './manual-timers.ts'

const OWN = '10.0.0.9:1'

function world() {
  const timers = new ManualTimers()
  const asked: Array<readonly string[]> = []
  const stopped: string[] = []
  const members = new Set<string>()
  const joins = new Joins({
    arm: timers.arm,
    ask: (addresses) => asked.push(addresses),
    stopAsking: (addresses) => stopped.push(...addresses),
    isMember: (address) => members.has(address),
  })
  const join = (addresses: readonly string[], options: JoinOptions = {}) =>
    joins.join(addresses, OWN, options)
  return { timers, asked, stopped, members, joins, join }
}

describe('a join', () => {
  it('[SDK-4] asks each seed once, and never itself', async () => {
    const { join, asked, joins } = world()
    expect(await join([OWN])).toBe(0)
    const joined = join(['a:1', OWN, 'a:1', 'b:1'])
    expect(asked).toEqual([['a:1', 'b:1']])
    joins.accepted('a:1')
    joins.accepted('b:1')
    expect(await joined).toBe(2)
  })

  it('[SDK-4] counts a seed that is a member by now', async () => {
    const { join, joins, members } = world()
    const joined = join(['a:1', 'b:1', 'c:1'])
    members.add('b:1')
    joins.unreachable('c:1', 'ECONNREFUSED')
    joins.accepted('a:1')
    expect(await joined).toBe(2)
  })

  it('[SDK-9] does not take a seed for one that has accepted because it is a member', async () => {
    const { join, joins, members, timers } = world()
    const joined = join(['a:1'])
    members.add('a:1')
    joins.refused('a:1', 'generation_behind', '')
    timers.fireAll()
    await expect(joined).rejects.toMatchObject({ code: 'generation_behind' })
  })

  it('[SDK-4] gives the others a moment once one has accepted', async () => {
    const { join, joins, timers } = world()
    const joined = join(['a:1', 'b:1'])
    joins.accepted('a:1')
    expect(timers.waits).toEqual([SETTLE_MS])
    timers.fireAll()
    expect(await joined).toBe(1)
  })

  it('[SDK-4] counts a seed that has turned out to be the node itself for none', async () => {
    const { join, joins } = world()
    const joined = join(['other-name:1'])
    joins.unreachable('other-name:1', 'own_address')
    expect(await joined).toBe(0)
  })

  it('[SDK-5] fails at its deadline with the first reason of each seed', async () => {
    const { join, joins, timers } = world()
    const joined = join(['a:1', 'b:1'], { timeoutMs: 50 })
    joins.unreachable('a:1', 'ECONNREFUSED')
    joins.unreachable('a:1', 'waits_for_retry')
    expect(timers.waits).toEqual([50])
    timers.fireAll()
    await expect(joined).rejects.toThrow(
      'could not join the mesh: a:1 could not be reached (ECONNREFUSED); b:1 did not answer in time',
    )
  })

  it('[SDK-6] fails at once when all have refused, also if it is to go on trying', async () => {
    const { join, joins } = world()
    const joined = join(['a:1', 'b:1'], { keepTrying: true })
    joins.refused('a:1', 'name_taken', 'a live member is named so')
    joins.unreachable('b:1', 'other_cluster')
    const error = await joined.catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(JoinError)
    expect(error).toMatchObject({ code: 'name_taken' })
    expect((error as JoinError).failures.map(({ code }) => code)).toEqual(['name_taken', 'other_cluster'])
  })

  it('[SDK-5] that has failed is asked for no more', async () => {
    const { join, stopped, timers } = world()
    const joined = join(['a:1', 'b:1'])
    timers.fireAll()
    await expect(joined).rejects.toMatchObject({ code: 'no_seed_answered' })
    expect(stopped).toEqual(['a:1', 'b:1'])
  })

  it('[SDK-9] asks again after the node has begun anew', async () => {
    const { join, joins, asked } = world()
    const joined = join(['a:1', 'b:1', 'c:1'], { keepTrying: true })
    joins.refused('b:1', 'bad_address', '')
    joins.unreachable('c:1', 'ETIMEDOUT')
    joins.askAgain()
    expect(asked.at(-1)).toEqual(['a:1', 'c:1'])
    joins.accepted('a:1')
    joins.accepted('c:1')
    expect(await joined).toBe(2)
  })

  it('[SDK-20] is rejected when the node closes, and bounded in number', async () => {
    const { join, joins } = world()
    const all = Array.from({ length: MAX_OPEN_JOINS }, () => join(['a:1']).catch((error: unknown) => error))
    expect(() => join(['a:1'])).toThrow(/under way/)
    const many = Array.from({ length: 65 }, (_, index) => `a:${index + 1}`)
    expect(() => world().join(many)).toThrow(/too many/)
    const closed = new Error('closed')
    joins.end(closed)
    expect(await Promise.all(all)).toEqual(all.map(() => closed))
  })
})
