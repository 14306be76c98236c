import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { RemoteGenerator } from '../load/remote-generator.ts'
import type { BenchContext, Part } from '../part.ts'
import type { Figure } from '../report/figure.ts'
import { short } from '../report/markdown.ts'
import { startRegional } from '../servers/gamemesh-servers.ts'
import type { ProbeAnswer } from '../servers/memory-probe.ts'
import { type ResidentMemory, residentMemoryOf } from '../servers/process-usage.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { median } from '../statistics.ts'

const SOURCES = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const PROBE = fileURLToPath(new URL('../servers/memory-probe.ts', import.meta.url))
const STARTS_OF_A_SERVER = 7
/** What a server does once after its start is over by then. */
const SETTLE_MS = 3_000
const CONNECTIONS = 64
/** Starts and exits. Two steps come before the comparison: caches, pools and optimised code fill up; then 200,000 follow. */
const STEP = 50_000
const QUICK_STEP = 5_000
const SETTLING_STEPS = 2
const STEPS = 6
const REST_MS = 5_000
const BYTES_PER_MB = 1024 * 1024
const MOST_IDLE_MB = 90
const MOST_READY_MS = 1_000
/** Of the live heap: what else changes between two collections. */
const MOST_HEAP_GROWTH_MB = 3
const MOST_OWN_GROWTH_MB = 15

const FROM = { sources: 'the sources', built: 'the built package' }

interface Level extends ResidentMemory {
  readonly pairs: number
  /** What JavaScript holds on to after a collection. */
  readonly heapMb: number
}

/** How soon a server is ready, what it takes when idle, and whether it grows with use. */
export const memory: Part = async (context) => {
  const starts = [
    await starting('built', context, context.script),
    await starting('sources', context, SOURCES),
  ]
  const levels = await growing(context)
  return {
    title: 'Memory and start, embedded store',
    notes: [
      ...starts.map(describeStart),
      `Growth: after so many starts and exits by ${CONNECTIONS} connections and a rest of ${REST_MS / 1000} s. "own" ` +
        'leaves out pages of mapped files: the data of the embedded store grows, and the system takes its pages back ' +
        'when it needs them. "heap" is what JavaScript still holds after a full collection.',
    ],
    table: {
      columns: ['starts and exits', 'RSS MB', 'own MB', 'heap MB'],
      rows: levels.map((level) => [
        String(level.pairs),
        short(level.totalMb),
        short(level.ownMb),
        level.heapMb.toFixed(1),
      ]),
    },
    figures: [...starts.slice(0, 1).flatMap(startFigures), ...growthFigures(levels)],
    raw: { starts, levels },
  }
}

interface Starting {
  /** What runs: the built package, as ever, or the sources, as in development. */
  readonly what: 'sources' | 'built'
  readonly readyMs: number
  readonly slowestMs: number
  readonly idle: ResidentMemory
}

async function starting(what: Starting['what'], { folder }: BenchContext, script: string): Promise<Starting> {
  const readyMs: number[] = []
  const idle: ResidentMemory[] = []
  for (let turn = 0; turn < STARTS_OF_A_SERVER; turn++) {
    const server = await openServer({ folder, script, name: `${what}-${turn}` })
    readyMs.push(server.readyAfterMs)
    await delay(SETTLE_MS)
    idle.push(residentMemoryOf(server.pid))
    await server.stop()
  }
  return {
    what,
    readyMs: median(readyMs),
    slowestMs: Math.max(...readyMs),
    idle: {
      totalMb: median(idle.map(({ totalMb }) => totalMb)),
      ownMb: median(idle.map(({ ownMb }) => ownMb)),
    },
  }
}

function describeStart({ what, readyMs, slowestMs, idle }: Starting): string {
  return (
    `Run from ${FROM[what]}, ${STARTS_OF_A_SERVER} starts: from spawning the process to \`/ready\` 200 median ` +
    `${short(readyMs)} ms, slowest ${short(slowestMs)} ms; ${SETTLE_MS / 1000} s later ${short(idle.totalMb)} MB resident ` +
    `(median), of which ${short(idle.ownMb)} MB are the process's own.`
  )
}

function openServer(launch: { name: string; folder: string; script: string; nodeFlags?: string[] }) {
  const dataDir = join(launch.folder, launch.name)
  mkdirSync(dataDir)
  return startRegional(launch, { STORAGE: 'embedded', DATA_DIR: dataDir })
}

async function growing({ folder, script, quick, say }: BenchContext): Promise<Level[]> {
  const server = await openServer({
    folder,
    script,
    name: 'growth',
    nodeFlags: ['--expose-gc', '--import', PROBE],
  })
  const generator = new RemoteGenerator()
  const step = quick ? QUICK_STEP : STEP
  const levels: Level[] = []
  try {
    for (let turn = 1; turn <= STEPS; turn++) {
      const order = { port: server.port, connections: CONNECTIONS, requests: step }
      const started = await generator.run({ ...order, kind: 'start' })
      const exited = await generator.run({ ...order, kind: 'exit' })
      const errors = started.result.errors + exited.result.errors
      if (errors > 0) throw new Error(`${errors} of ${2 * step} requests failed`)
      await delay(REST_MS)
      const level = { pairs: turn * step, heapMb: await heapMbOf(server), ...residentMemoryOf(server.pid) }
      say(
        `${level.pairs} starts and exits: RSS ${short(level.totalMb)} MB, heap ${level.heapMb.toFixed(1)} MB`,
      )
      levels.push(level)
    }
  } finally {
    generator.close()
    await server.stop()
  }
  return levels
}

async function heapMbOf({ child }: ServerProcess): Promise<number> {
  const answered = once(child, 'message')
  child.send('collect')
  const [{ heapUsed, external }] = (await answered) as [ProbeAnswer]
  return (heapUsed + external) / BYTES_PER_MB
}

function startFigures({ idle, readyMs }: Starting): Figure[] {
  return [
    {
      what: 'idle server, resident',
      measured: idle.totalMb,
      asked: { most: MOST_IDLE_MB },
      unit: 'MB',
    },
    { what: 'ready after its start', measured: readyMs, asked: { most: MOST_READY_MS }, unit: 'ms' },
  ]
}

function growthFigures(levels: readonly Level[]): Figure[] {
  const [first, last] = [levels[SETTLING_STEPS - 1], levels.at(-1)]
  if (!first || !last) return []
  const span = `from ${first.pairs} to ${last.pairs} starts and exits`
  return [
    {
      what: `growth of the live heap ${span}`,
      measured: last.heapMb - first.heapMb,
      asked: { most: MOST_HEAP_GROWTH_MB },
      unit: 'MB',
    },
    {
      what: `growth of the process's own memory ${span}`,
      measured: last.ownMb - first.ownMb,
      asked: { most: MOST_OWN_GROWTH_MB },
      unit: 'MB',
    },
  ]
}
