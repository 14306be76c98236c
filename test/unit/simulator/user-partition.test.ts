import { describe, expect, it } from '@jest/globals'
import type { ActiveSession } from '../../../src/sessions/session.ts'
import { type Decision, EMPTY_SLOT } from '../../../src/storage/cassandra/table-port.ts'
import { ALL_REPLICAS } from '../../../src/simulator/cassandra/replicas.ts'
import { nowhere, UserPartition } from '../../../src/simulator/cassandra/user-partition.ts'

const everywhere = (atMs: number) => ALL_REPLICAS.map(() => atMs)
const QUORUM = [0, 1, 3, 4]
const PLAIN = [2, 5]

function start(sessionId: string, seen = EMPTY_SLOT): Decision {
  const facts = { userId: 'user', region: 'eu', startedAtMs: 1, epoch: 0, version: 1 }
  const session: ActiveSession = { sessionId, status: 'active', ...facts }
  return { to: { session, startedBy: 'operation' }, slot: { kind: 'take', seen } }
}

const asked = (decision: Decision) => ({ kind: 'decision', decision }) as const

describe('the partition of a user', () => {
  it('[SIM-16] decides one after another, whatever the replicas show', () => {
    const user = new UserPartition('user')
    expect(user.decide(asked(start('a')), QUORUM, 1, nowhere)).toEqual({ kind: 'applied' })
    expect(user.slot(PLAIN, 1)).toEqual(EMPTY_SLOT)
    const slot = { activeSessionId: 'a', lastSessionId: 'a' }
    expect(user.decide(asked(start('b')), QUORUM, 2, everywhere)).toEqual({ kind: 'refused', slot })
  })

  it('[SIM-16] what was committed and reached nobody is seen by who asks serially, and by a quorum after that', () => {
    const user = new UserPartition('user')
    user.decide(asked(start('a')), QUORUM, 1, nowhere)
    expect(user.slot(QUORUM, 1)).toEqual(EMPTY_SLOT)
    user.settle(QUORUM, 2)
    expect(user.slot(QUORUM, 2).activeSessionId).toBe('a')
    expect(user.slot(PLAIN, 2)).toEqual(EMPTY_SLOT)
  })

  it('[SIM-16] what hangs is completed by the next serial statement if a majority has accepted it', () => {
    const user = new UserPartition('user')
    user.hang(asked(start('a')), QUORUM, 1, true)
    expect(user.slot(ALL_REPLICAS, 1)).toEqual(EMPTY_SLOT)
    expect(user.decide(asked(start('b')), QUORUM, 2, everywhere).kind).toBe('refused')
    expect(user.slot(QUORUM, 2).activeSessionId).toBe('a')
  })

  it('[SIM-16] what hangs without a majority is as if it had never been', () => {
    const user = new UserPartition('user')
    user.hang(asked(start('a')), QUORUM, 1, false)
    expect(user.decide(asked(start('b')), QUORUM, 2, everywhere).kind).toBe('applied')
    expect(user.row('a', ALL_REPLICAS, 3)).toBeUndefined()
  })

  it('[SIM-16] a row of which only the update has come is not shown', () => {
    const user = new UserPartition('user')
    const { to } = start('a')
    user.decide(asked(start('a')), QUORUM, 1, (atMs) => [atMs, atMs, Infinity, atMs, atMs, Infinity])
    const session = { ...to.session, status: 'exited', exitedAtMs: 5, version: 2 } as const
    const end: Decision = { to: { ...to, session }, ifVersion: 1, slot: { kind: 'free' } }
    expect(user.decide(asked(end), QUORUM, 2, everywhere).kind).toBe('applied')
    expect(user.view(['a'], [5], 3)).toEqual({ rows: [] })
    expect(user.view(['a'], QUORUM, 3).rows).toHaveLength(1)
  })
})
