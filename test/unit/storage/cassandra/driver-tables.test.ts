import { setImmediate as endOfTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { Connection } from '../../../../src/storage/cassandra/connect.ts'
import { DriverTables } from '../../../../src/storage/cassandra/driver-tables.ts'
import { levelsOf } from '../../../../src/storage/cassandra/levels.ts'

const LEVELS = levelsOf({
  contactPoints: [],
  keyspace: 'ks',
  rules: { policy: 'resume', ttlMs: 0 },
  consistency: 'QUORUM',
  serialConsistency: 'SERIAL',
})

/** A driver that takes everything and notes whose slot it was asked for. */
function openTables() {
  const asked: unknown[] = []
  const client = {
    execute: async (_query: string, [userId]: unknown[]) => {
      asked.push(userId)
      return { rows: [] }
    },
  }
  const connection = { client, close: async () => {} } as unknown as Connection
  return { asked, tables: new DriverTables(connection, 'ks', LEVELS) }
}

describe('statements for the driver', () => {
  it('go together at the end of the turn in which they were asked for, so that one write takes them', async () => {
    const { asked, tables } = openTables()
    const first = tables.readSlot('u1', 'plain')
    await Promise.resolve()
    const second = tables.readSlot('u2', 'plain')
    expect(asked).toEqual([])
    await endOfTurn()
    expect(asked).toEqual(['u1', 'u2'])
    await Promise.all([first, second])
  })

  it('wait for no turn but their own', async () => {
    const { asked, tables } = openTables()
    await tables.readSlot('u1', 'plain')
    const second = tables.readSlot('u2', 'plain')
    expect(asked).toEqual(['u1'])
    await second
    expect(asked).toEqual(['u1', 'u2'])
  })
})
