import { afterAll, beforeAll, describe, jest } from '@jest/globals'
import { v4 } from 'uuid'
import { decisionRules } from './table-port/decisions.ts'
import { keepAliveRules } from './table-port/keep-alives.ts'
import { listRules } from './table-port/lists.ts'
import { plainWriteRules } from './table-port/plain-writes.ts'
import type { Tables, TablesUnderTest } from './table-port/tables.ts'

/** Generous, because the same suite runs on a cold Cassandra. */
const TEST_TIMEOUT_MS = 60_000
const STARTED_AT_MS = Date.UTC(2026, 2, 4, 5, 6, 7, 89)

export function tablePortContract(name: string, open: () => Promise<TablesUnderTest>): void {
  describe(`table port: ${name}`, () => {
    jest.setTimeout(TEST_TIMEOUT_MS)
    let opened: TablesUnderTest | undefined
    const under = () => {
      if (!opened) throw new Error('the tables did not open')
      return opened
    }
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened?.dispose()
    })
    const tables: Tables = {
      call: (work) => under().call(work),
      letPass: (ms) => under().letPass(ms),
      newOperation: () => v4(),
      newSession: (given = {}) => ({
        sessionId: v4(),
        userId: `user-${v4()}`,
        region: `r-${v4().slice(0, 23)}`,
        startedAtMs: STARTED_AT_MS,
        status: 'active',
        epoch: 0,
        version: 1,
        ...given,
      }),
    }
    decisionRules(tables)
    plainWriteRules(tables)
    keepAliveRules(tables)
    listRules(tables)
  })
}
