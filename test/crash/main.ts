// `npm run test:crash [-- <options>]`: kills real servers in mid-load again and again, and shows what became of every
// answer. The exit status is 1 when anything acknowledged was lost, changed or doubled.
import { randomBytes } from 'node:crypto'
import { startOwnCassandra } from '../support/cassandra/start.ts'
import { runCampaign, type RoundReport, type Victim } from './campaign.ts'
import { type Options, readCommandLine, type Store, USAGE } from './command-line.ts'
import { Servers } from './servers.ts'
import { tableHead, tableRow, totals } from './table.ts'

const SEED_BYTES = 4
const USERS_PER_ROUND: Readonly<Record<Store, number>> = { embedded: 120, cassandra: 40 }

async function main(words: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = readCommandLine(words, () => randomBytes(SEED_BYTES).readUInt32BE())
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return 2
  }
  let faults = 0
  for (const store of options.stores) {
    const reports = store === 'embedded' ? await onEmbedded(options) : await onCassandra(options)
    faults += reports.flatMap((report) => report.faults).length
  }
  console.log(faults === 0 ? 'nothing acknowledged was lost, changed or doubled' : `${faults} faults`)
  return faults === 0 ? 0 : 1
}

async function onEmbedded(options: Options): Promise<RoundReport[]> {
  return campaign('embedded', options, await Servers.start())
}

async function onCassandra(options: Options): Promise<RoundReport[]> {
  console.log('starting a Cassandra of its own')
  const outcome = await startOwnCassandra({ servesOne: true })
  if (!outcome.ok) {
    const reasons = outcome.closed.map(({ way, reason }) => `${way}: ${reason}`)
    throw new Error(`there is no way to a Cassandra that may be killed: ${reasons.join('; ')}`)
  }
  const { cluster } = outcome
  try {
    const servers = await Servers.start({
      STORAGE: 'cassandra',
      CASSANDRA_HOSTS: cluster.hosts.join(','),
      CASSANDRA_KEYSPACE: 'crash',
      CASSANDRA_TIMEOUT_SECONDS: '2',
    })
    const [node] = cluster.nodes
    if (!node) console.log(`${cluster.way}: its node cannot be killed, only servers are`)
    const store = node && { name: 'cassandra', kill: () => node.kill(), back: () => node.start() }
    return await campaign('cassandra', options, servers, store)
  } finally {
    await cluster.stop()
  }
}

async function campaign(
  name: Store,
  options: Options,
  servers: Servers,
  store?: Victim,
): Promise<RoundReport[]> {
  const rounds = options.roundsOf(name)
  console.log(`\n${name} store, ${rounds} rounds, seed ${options.seed}\n${tableHead()}`)
  try {
    const reports = await runCampaign({
      seed: options.seed,
      rounds,
      usersPerRound: USERS_PER_ROUND[name],
      servers,
      ...(store && { store }),
      onRound: (report) => console.log(tableRow(report)),
    })
    console.log(`${totals(reports)}\n`)
    return reports
  } finally {
    await servers.close()
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  return 1
})
