import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { runCampaign } from '../crash/campaign.ts'
import { Servers } from '../crash/servers.ts'
import { tableHead, tableRow } from '../crash/table.ts'
import { type TestKeyspace, testHosts, testKeyspace } from './keyspaces.ts'

/** A short one; `npm run test:crash` runs more rounds, and also kills the node. */
const ROUNDS = 1
const USERS_PER_ROUND = 30
const SEED = 4

jest.setTimeout(240_000)

let keyspace: TestKeyspace
let servers: Servers

beforeAll(async () => {
  keyspace = await testKeyspace()
  servers = await Servers.start({
    STORAGE: 'cassandra',
    CASSANDRA_HOSTS: testHosts().join(','),
    CASSANDRA_KEYSPACE: keyspace.name,
  })
})

afterAll(async () => {
  await servers.close()
  await keyspace.drop()
})

it('[CRS-1, CRS-2] a server on Cassandra is killed under load, and no answer becomes untrue', async () => {
  const rounds = await runCampaign({ seed: SEED, rounds: ROUNDS, usersPerRound: USERS_PER_ROUND, servers })
  const table = [`seed ${SEED}`, tableHead(), ...rounds.map(tableRow)].join('\n')
  expect({ faults: rounds.flatMap(({ faults }) => faults), table }).toEqual({ faults: [], table })
  for (const { acknowledged, killed } of rounds) {
    expect(acknowledged).toBeGreaterThan(USERS_PER_ROUND)
    expect(killed).not.toEqual([])
  }
})
