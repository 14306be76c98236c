import { afterEach, expect, it, jest } from '@jest/globals'
import { type RoundReport, runCampaign } from '../crash/campaign.ts'
import { Servers } from '../crash/servers.ts'
import { tableHead, tableRow } from '../crash/table.ts'

/** Short ones; `npm run test:crash` runs more rounds, and also kills Cassandra. */
const ROUNDS = 3
const USERS_PER_ROUND = 60
const SEED = 4
const CARELESS = new URL('../contract/support/careless-lmdb.ts', import.meta.url).href

jest.setTimeout(240_000)

let servers: Servers

afterEach(() => servers.close())

function campaign(rounds: number): Promise<RoundReport[]> {
  return runCampaign({ seed: SEED, rounds, usersPerRound: USERS_PER_ROUND, servers })
}

it('[CRS-1, CRS-2] servers on one embedded store are killed under load, and no answer becomes untrue', async () => {
  servers = await Servers.start()
  const rounds = await campaign(ROUNDS)
  const table = [`seed ${SEED}`, tableHead(), ...rounds.map(tableRow)].join('\n')
  expect({ faults: rounds.flatMap(({ faults }) => faults), table }).toEqual({ faults: [], table })
  for (const { acknowledged, killed } of rounds) {
    expect(acknowledged).toBeGreaterThan(USERS_PER_ROUND)
    expect(killed).not.toEqual([])
  }
})

it('[CRS-3] servers that answer before they have written are found out', async () => {
  servers = await Servers.start({ NODE_OPTIONS: `--import ${CARELESS}`, CARELESS_LMDB: 'does-not-wait' })
  const [round] = await campaign(1)
  expect(round?.faults).not.toEqual([])
})
