import { describe, jest } from '@jest/globals'
import { type OpenStores, useServers } from './contract-servers.ts'
import { expiryRules } from './rules/expiry.ts'
import { policyRules } from './rules/policies.ts'
import { refusalRules } from './rules/refusals.ts'
import { listRules } from './rules/lists.ts'
import { raceRules } from './rules/races.ts'
import { startAndExitRules } from './rules/start-and-exit.ts'
import { textRules } from './rules/texts.ts'

export type { OpenStores, StoresUnderTest } from './contract-servers.ts'

/** Generous, because the same suite runs on a cold Cassandra. */
const TEST_TIMEOUT_MS = 60_000

/**
 * What every session store must do, whatever it is made of. Each test uses users and regions of its own, so the data may
 * be shared with other runs.
 */
export function sessionStoreContract(name: string, open: OpenStores): void {
  describe(`session store: ${name}`, () => {
    jest.setTimeout(TEST_TIMEOUT_MS)
    const servers = useServers(open)
    startAndExitRules(servers)
    listRules(servers)
    raceRules(servers)
    textRules(servers)
    refusalRules(servers)
    policyRules(open)
    expiryRules(open)
  })
}
