// `npm test [-- <jest arguments>]`: runs Jest on what the arguments select, with a real Cassandra when a selected file
// needs one. Whatever this starts it stops, also on Ctrl-C.
import { constants } from 'node:os'
import { relative } from 'node:path'
import type { CassandraCluster, ClosedWay } from './support/cassandra/cluster.ts'
import { startCassandra } from './support/cassandra/start.ts'
import { type JestRun, listTests, runJest } from './support/runner/jest.ts'
import { needsCassandra, withoutFiles } from './support/runner/selection.ts'
import { exitCodeOf, leftOutLines, tally, tallyLines } from './support/runner/summary.ts'

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const SIGNAL_EXIT_BASE = 128

interface Plan {
  readonly selected: readonly string[]
  readonly leftOut: readonly string[]
  readonly cluster: CassandraCluster | undefined
  readonly closed: readonly ClosedWay[]
}

async function plan(args: readonly string[], signal: AbortSignal): Promise<Plan> {
  const selected = await listTests(args, signal)
  const needing = selected.filter(needsCassandra)
  if (needing.length === 0) return { selected, leftOut: [], cluster: undefined, closed: [] }
  console.error(`${needing.length} of ${selected.length} test files need Cassandra: providing one`)
  const startedAt = performance.now()
  const outcome = await startCassandra({ signal })
  if (!outcome.ok) return { selected, leftOut: needing, cluster: undefined, closed: outcome.closed }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.error(`Cassandra: ${outcome.cluster.hosts.join(',')} (${outcome.cluster.way}) after ${seconds} s`)
  return { selected, leftOut: [], cluster: outcome.cluster, closed: [] }
}

async function run(args: readonly string[], what: Plan, signal: AbortSignal): Promise<JestRun | undefined> {
  if (what.selected.length === 0) console.error(`no test file matches: ${args.join(' ')}`)
  if (what.leftOut.length === what.selected.length) return undefined
  const environment = what.cluster && { CASSANDRA_TEST_HOSTS: what.cluster.hosts.join(',') }
  return runJest([...args, ...withoutFiles(what.leftOut)], environment ?? {}, signal)
}

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const what = await plan(args, signal)
  let jest: JestRun | undefined
  try {
    jest = await run(args, what, signal)
  } finally {
    await what.cluster?.stop()
  }
  const count = tally(jest)
  const leftOut = what.leftOut.map((file) => relative(process.cwd(), file))
  console.log([...tallyLines(count), ...leftOutLines(leftOut, what.closed)].join('\n'))
  return exitCodeOf({
    count,
    jestExitCode: jest?.exitCode ?? 0,
    leftOut: leftOut.length,
    strict: Boolean(process.env.CI),
  })
}

const interrupt = new AbortController()
for (const name of INTERRUPTS) {
  process.on(name, () => {
    // The second time at once: the kernel and the container reaper then stop what is left.
    if (interrupt.signal.aborted) process.exit()
    process.exitCode = SIGNAL_EXIT_BASE + constants.signals[name]
    interrupt.abort(new Error(`stopped by ${name}`))
  })
}
try {
  const exitCode = await main(process.argv.slice(2), interrupt.signal)
  process.exitCode ??= exitCode
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode ??= 1
}
