// `npm test [-- <jest arguments>]`: runs Jest on what the arguments select, with a real Cassandra when a selected file
// needs one. Whatever this starts it stops, also on Ctrl-C.
import { constants } from 'node:os'
import { relative } from 'node:path'
import { type JestRun, listTests, runJest } from './support/runner/jest.ts'
import { type Plan, plan } from './support/runner/plan.ts'
import { turnsOf, withoutFiles } from './support/runner/selection.ts'
import { exitCodeOf, leftOutLines, tally, tallyLines } from './support/runner/summary.ts'

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const SIGNAL_EXIT_BASE = 128

/** Files that start nodes of their own take their turn afterwards, one by one: the nodes need the machine for themselves. */
async function run(args: readonly string[], what: Plan, signal: AbortSignal): Promise<JestRun[]> {
  if (what.selected.length === 0) console.error(`no test file matches: ${args.join(' ')}`)
  const leftOut = what.leftOut.flatMap(({ files }) => files)
  const files = what.selected.filter((file) => !leftOut.includes(file))
  const environment = what.cluster ? { CASSANDRA_TEST_HOSTS: what.cluster.hosts.join(',') } : {}
  const runs: JestRun[] = []
  for (const { turn, options } of turnsOf(files, args)) {
    const others = what.selected.filter((file) => !turn.includes(file))
    runs.push(await runJest([...args, ...options, ...withoutFiles(others)], environment, signal))
  }
  return runs
}

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const what = await plan(await listTests(args, signal), signal)
  let runs: JestRun[]
  try {
    runs = await run(args, what, signal)
  } finally {
    await what.cluster?.stop()
  }
  const count = tally(runs)
  const leftOut = what.leftOut.map(({ files, ...rest }) => ({
    ...rest,
    files: files.map((file) => relative(process.cwd(), file)),
  }))
  console.log([...tallyLines(count), ...leftOut.flatMap(leftOutLines)].join('\n'))
  return exitCodeOf({
    count,
    jestExitCode: runs.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
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
