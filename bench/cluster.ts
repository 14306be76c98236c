// `node bench/cluster.ts [--quick]`: how much faster than real time real engines run on virtual time, on one core, in an
// idle mesh after it has formed. CPU time, the middle of several rounds; each line in a process of its own.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { presetConfig } from '../src/gossip/engine/config.ts'
import type { TimingPreset } from '../src/gossip/membership/timing.ts'
import { joinWithinMsFor } from '../src/simulator/cluster/cluster-options.ts'
import { ClusterWorld, NO_DELAY } from '../src/simulator/cluster/cluster-world.ts'
import { spreadOf } from '../src/simulator/cluster/measures/spread-of-samples.ts'
import { Trace } from '../src/simulator/world/trace.ts'

interface Row {
  readonly nodes: number
  readonly preset: TimingPreset
  /** With every frame in the trace, as `runCluster` has it. */
  readonly traced: boolean
  readonly asked?: number
}

interface Measured {
  readonly formSeconds: number
  readonly formedMs: number
  readonly times: number
  readonly framesPerSecondAndNode: number
  readonly microsecondsPerFrame: number
  readonly megabytes: number
}

const ROWS: readonly Row[] = [
  { nodes: 64, preset: 'local', traced: false, asked: 60 },
  { nodes: 64, preset: 'local', traced: true, asked: 60 },
  { nodes: 256, preset: 'lan', traced: true },
  { nodes: 1_000, preset: 'lan', traced: true, asked: 1 },
]
const QUICK_NODES = 256
const JOB = '--job'
const ROUNDS = 5
const SETTLE_MS = 20_000
/** So many node-seconds a round: short for many nodes, long for few. */
const NODE_SECONDS = 8_000
const LINKS = { ...NO_DELAY, fastestMs: 1, slowestMs: 20 }
const SEED = 1

const words = process.argv.slice(2)
const job = words[words.indexOf(JOB) + 1]
if (words.includes(JOB)) {
  const row = ROWS[Number(job)]
  if (!row) throw new Error(`there is no line ${job}`)
  process.stdout.write(JSON.stringify(measure(row)))
} else {
  const rows = ROWS.filter(({ nodes }) => !words.includes('--quick') || nodes <= QUICK_NODES)
  printTable(rows)
}

function measure({ nodes, preset, traced }: Row): Measured {
  const world = new ClusterWorld({ seed: SEED, nodes, config: presetConfig(preset), links: LINKS })
  if (traced) world.trace = new Trace(() => world.nowMs)
  const formSeconds = cpuSeconds(() => world.form(joinWithinMsFor(nodes), SETTLE_MS))
  const lacking = world.nodes.filter(({ engine }) => engine.liveCount() !== nodes)
  if (lacking.length > 0) throw new Error(`${lacking.length} of ${nodes} nodes do not see everyone`)
  const formedMs = world.nowMs
  const seconds = NODE_SECONDS / nodes
  const before = world.frames()
  const rounds = Array.from({ length: ROUNDS }, () => cpuSeconds(() => world.play(seconds * 1_000)))
  const frames = (world.frames() - before) / ROUNDS
  const middle = spreadOf(rounds).p50
  return {
    formSeconds,
    formedMs,
    times: seconds / middle,
    framesPerSecondAndNode: frames / seconds / nodes,
    microsecondsPerFrame: (middle * 1e6) / frames,
    megabytes: process.memoryUsage().rss / 1e6,
  }
}

function cpuSeconds(act: () => void): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function printTable(rows: readonly Row[]): void {
  console.log(
    '| engines | preset | trace | forming, CPU s | against real time | frames/s a node | µs a frame | MB | |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const row of rows) {
    const { nodes, preset, traced, asked } = row
    const measured = inProcess(ROWS.indexOf(row))
    const verdict =
      asked === undefined ? '' : `asked ${asked} times: ${measured.times >= asked ? 'met' : '**missed**'}`
    console.log(
      `| ${nodes} | ${preset} | ${traced ? 'yes' : 'no'} | ${measured.formSeconds.toFixed(1)} for ${(measured.formedMs / 1_000).toFixed(0)} s ` +
        `| ${measured.times.toFixed(1)} times | ${measured.framesPerSecondAndNode.toFixed(1)} ` +
        `| ${measured.microsecondsPerFrame.toFixed(1)} | ${measured.megabytes.toFixed(0)} | ${verdict} |`,
    )
  }
}

function inProcess(index: number): Measured {
  const { status, stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), JOB, String(index)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (status !== 0) throw new Error(`line ${index}: exit status ${status}`)
  return JSON.parse(stdout)
}
