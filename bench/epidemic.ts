import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runEpidemic } from '../src/simulator/epidemic/run-epidemic.ts'
import { median } from './statistics.ts'

/**
 * What a run of the epidemic simulator costs: CPU time of the whole process (compiler and garbage collector included), and
 * its memory at the most. Each size has a process of its own. `node bench/epidemic.ts [rounds]`
 */
const SIZES = [
  { nodes: 10_000, rounds: 25, targetMs: 15 },
  { nodes: 100_000, rounds: 15, targetMs: 60 },
  { nodes: 1_000_000, rounds: 5, targetMs: 1500 },
]
const MEMORY_TARGET_MB = 200
const LATENCY = { kind: 'uniform', fromMs: 1, toMs: 100 } as const
const DROP = 0.05
const FANOUT = 3
const KB_PER_MB = 1024
const US_PER_MS = 1000

interface Cost {
  readonly firstMs: number
  readonly medianMs: number
  readonly bestMs: number
  readonly messages: number
  readonly rounds: number
  readonly converged: boolean
  readonly memoryMb: number
}

function measure(nodes: number, rounds: number): Cost {
  const times: number[] = []
  const messages: number[] = []
  let virtualRounds = 0
  let converged = true
  for (let seed = 1; seed <= rounds; seed++) {
    const before = process.cpuUsage()
    const report = runEpidemic({
      seed,
      nodes,
      strategy: 'push',
      fanout: FANOUT,
      latency: LATENCY,
      drop: DROP,
    })
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / US_PER_MS)
    messages.push(report.totalMessages)
    virtualRounds += report.rounds ?? NaN
    converged &&= report.converged
  }
  return {
    firstMs: times[0] ?? NaN,
    medianMs: median(times),
    bestMs: Math.min(...times),
    messages: median(messages),
    rounds: virtualRounds / rounds,
    converged,
    memoryMb: process.resourceUsage().maxRSS / KB_PER_MB,
  }
}

function measuredApart(nodes: number, rounds: number): Cost {
  const script = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [script, 'one', String(nodes), String(rounds)], {
    encoding: 'utf8',
  })
  if (child.status !== 0) throw new Error(`measuring ${nodes} nodes failed: ${child.stderr}`)
  const cost: Cost = JSON.parse(child.stdout)
  return cost
}

function printTable(wantedRounds: number | undefined): void {
  console.log(
    `Epidemic simulator, push, fanout ${FANOUT}, latency 1-100 ms, ${DROP * 100} % loss, statistics on, one thread.`,
  )
  console.log(
    `${cpus()[0]?.model.trim()}, Node ${process.versions.node}; CPU time of the process, several seeds each; load average ${loadavg()[0]?.toFixed(1)}.\n`,
  )
  console.log(
    '| nodes | first ms | median ms | best ms | target ms | ns per message | messages | rounds | memory MB |',
  )
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|')
  for (const { nodes, rounds, targetMs } of SIZES) {
    const cost = measuredApart(nodes, wantedRounds ?? rounds)
    const perMessage = (cost.medianMs * 1e6) / cost.messages
    const cells = [cost.firstMs, cost.medianMs, cost.bestMs].map((ms) => ms.toFixed(1))
    const memory = `${cost.memoryMb.toFixed(0)} (at most ${MEMORY_TARGET_MB})`
    const row = [
      nodes,
      ...cells,
      targetMs,
      perMessage.toFixed(0),
      cost.messages,
      cost.rounds.toFixed(1),
      memory,
    ]
    console.log(`| ${row.join(' | ')} |${cost.converged ? '' : ' NOT CONVERGED'}`)
  }
}

const [mode, nodes, rounds] = process.argv.slice(2)
if (mode === 'one') console.log(JSON.stringify(measure(Number(nodes), Number(rounds))))
else printTable(mode === undefined ? undefined : Number(mode))
