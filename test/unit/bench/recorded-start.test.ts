import { afterEach, describe, expect, it, jest } from '@jest/globals'
import cassandra from 'cassandra-driver'
import { describeStart, publicRowOnly, recordStart, replay } from '../../../bench/cassandra/recorded-start.ts'

const FACTS = { userId: 'u1', sessionId: 's1', startedAtMs: 1_000 }
const OTHER = { userId: 'u2', sessionId: 's2', startedAtMs: 2_000 }
const QUORUM = { prepare: true, consistency: cassandra.types.consistencies.quorum }

const client = new cassandra.Client({ contactPoints: ['none'], localDataCenter: 'none' })
const sent: unknown[] = []
const applied = { wasApplied: () => true } as cassandra.types.ResultSet

// The driver below what is recorded: takes everything and answers in a later turn.
function answering(...words: unknown[]): Promise<cassandra.types.ResultSet> {
  sent.push(words)
  return new Promise((resolve) => setImmediate(() => resolve(applied)))
}
const execute = jest.fn(answering)
Object.assign(cassandra.Client.prototype, { execute, batch: answering })

afterEach(() => {
  sent.length = 0
})

async function start({ userId, sessionId, startedAtMs }: typeof FACTS): Promise<void> {
  await client.execute('SELECT slot FROM ks.user_sessions WHERE user_id = ?', [userId], QUORUM)
  await Promise.all([
    client.batch([{ query: 'INSERT INTO ks.lists (a, b) VALUES (?, ?)', params: [[sessionId], 7] }], QUORUM),
    client.execute('UPDATE ks.user_sessions SET a = ? IF b = ?', [new Date(startedAtMs), null], QUORUM),
  ])
  const at = BigInt(startedAtMs * 1_000 + 1)
  await client.execute('INSERT INTO ks.sessions (a) VALUES (?)', [sessionId, at, 5n], QUORUM)
}

describe('the bare driver loop of the benchmark', () => {
  it('[BEN-7] sends what a start sends, in the same order and at the same levels, with other facts', async () => {
    const recorded = await recordStart(FACTS, start)
    expect(describeStart(recorded)).toEqual([
      'execute(SELECT user_sessions)',
      'batch(INSERT INTO lists) + execute(UPDATE user_sessions IF)',
      'execute(INSERT INTO sessions)',
    ])
    sent.length = 0
    await start(OTHER)
    const expected = sent.splice(0)
    await replay(client, recorded, OTHER)
    expect(sent).toEqual(expected)
  })

  it('[BEN-7] stops recording when the start is over', async () => {
    const recorded = await recordStart(FACTS, start)
    const stages = recorded.stages.flat().length
    await start(OTHER)
    expect(recorded.stages.flat()).toHaveLength(stages)
  })

  it('[BEN-7] counts a refused conditional statement as an error', async () => {
    const recorded = await recordStart(FACTS, start)
    execute.mockResolvedValueOnce({ wasApplied: () => false } as cassandra.types.ResultSet)
    await expect(replay(client, recorded, OTHER)).rejects.toThrow('refused')
  })

  it('finds the row that anybody may read', async () => {
    const recorded = publicRowOnly(await recordStart(FACTS, start))
    expect(describeStart(recorded)).toEqual(['execute(INSERT INTO sessions)'])
  })
})
