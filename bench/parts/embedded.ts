import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { RemoteGenerator } from '../load/remote-generator.ts'
import type { LoadKind } from '../load/requests.ts'
import { errorsOf, measure, medianOf, type Series, throughputRatio } from '../measurement.ts'
import type { BenchContext, Part } from '../part.ts'
import type { Figure } from '../report/figure.ts'
import { type Contender, interleaved } from '../rounds.ts'
import { startFloor, startMain, startRegional } from '../servers/gamemesh-servers.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { disturbance, seriesTable } from './series-table.ts'

const CONNECTIONS = 64
/** V8 optimises Express only after so many requests. */
const WARM_UP_REQUESTS = 20_000
const LEAST_DIRECT = 0.22
const STRETCH_DIRECT = 0.28
const MOST_DIRECT_P99_MS = 15
const LEAST_THROUGH_MAIN = 0.08
const STRETCH_THROUGH_MAIN = 0.1

interface Target {
  readonly entry: ServerProcess
  /** Whose processor time counts. */
  readonly servers: readonly ServerProcess[]
  readonly generator: RemoteGenerator
}

/** Starts and exits on the embedded store, directly and through main, against the floor. */
export const embedded: Part = async (context) => {
  const targets = await openTargets(context)
  try {
    const series = await measureAll(targets, context)
    return report(series, context)
  } finally {
    await closeAll(Object.values(targets))
  }
}

async function openTargets({ folder, script }: BenchContext) {
  const floor = await startFloor(folder)
  const alone = await startRegional({ name: 'region', folder, script }, storageIn(folder, 'direct'))
  const shared = storageIn(folder, 'through-main')
  const main = await startMain({ name: 'main', folder, script }, shared)
  const region = await startRegional({ name: 'forwarded', folder, script }, shared, main)
  return {
    floor: targetOf(floor, [floor]),
    direct: targetOf(alone, [alone]),
    throughMain: targetOf(main, [main, region]),
  }
}

function storageIn(folder: string, name: string): Record<string, string> {
  const dataDir = join(folder, name)
  mkdirSync(dataDir)
  return { STORAGE: 'embedded', DATA_DIR: dataDir }
}

function targetOf(entry: ServerProcess, servers: readonly ServerProcess[]): Target {
  return { entry, servers, generator: new RemoteGenerator() }
}

async function closeAll(targets: readonly Target[]): Promise<void> {
  for (const { servers, generator } of targets) {
    generator.close()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function measureAll(targets: Awaited<ReturnType<typeof openTargets>>, context: BenchContext) {
  const { floor, direct, throughMain } = targets
  context.say('warming up')
  for (const each of [floor, direct, throughMain]) await warmUp(each)
  const [floors, starts, scattered, exits, forwarded] = await interleaved(
    [
      contender('floor (node:http)', floor, 'start', context),
      contender('start, direct', direct, 'start', context),
      contender('start, direct, scattered users', direct, 'start', context, { scattered: true }),
      contender('exit, direct', direct, 'exit', context),
      contender('start through main', throughMain, 'start', context),
    ],
    context.rounds,
    context.say,
  )
  if (!floors || !starts || !scattered || !exits || !forwarded) throw new Error('a series is missing')
  return { floors, starts, scattered, exits, forwarded }
}

async function warmUp({ entry, generator }: Target): Promise<void> {
  for (const kind of ['start', 'exit'] as const) {
    if (kind === 'exit' && entry.name === 'floor') continue
    await generator.run({ kind, port: entry.port, connections: CONNECTIONS, requests: WARM_UP_REQUESTS })
  }
}

function contender(
  name: string,
  target: Target,
  kind: LoadKind,
  { seconds }: BenchContext,
  users: { readonly scattered?: boolean } = {},
): Contender {
  const { generator, servers, entry } = target
  const order = { kind, port: entry.port, connections: CONNECTIONS, seconds, ...users }
  return {
    name,
    async measure() {
      // Exits end what was started, and must not run out of it.
      if (kind === 'exit') await generator.run({ ...order, kind: 'start' })
      return measure(generator, servers, order)
    },
  }
}

type All = Awaited<ReturnType<typeof measureAll>>

function report({ floors, starts, scattered, exits, forwarded }: All, { rounds, seconds }: BenchContext) {
  const series: Series[] = [floors, starts, scattered, exits, forwarded]
  return {
    title: 'Start and exit, embedded store',
    notes: [
      `${CONNECTIONS} kept-alive connections, a user of its own for each start, ${rounds} interleaved rounds of ` +
        `${seconds} s after ${WARM_UP_REQUESTS} requests of warm-up; medians of the rounds, the ratio to the floor of ` +
        'all rounds together. The floor is a bare `node:http` server that parses the JSON body and answers five keys. ' +
        'Users\' ids ascend; "scattered" ones do not, so that each start changes a page of the store that no other start ' +
        'of its batch changes, and the disk has more to write. "generator" is how much of one core the load generator was busy.',
      ...disturbance(series),
    ],
    table: seriesTable(
      series.map((each) => (each === floors ? { series: each } : { series: each, base: floors })),
    ),
    figures: figures({ floors, starts, scattered, exits, forwarded }),
    raw: { series },
  }
}

function figures({ floors, starts, scattered, exits, forwarded }: All): Figure[] {
  return [
    {
      what: 'durable start, direct, of the floor',
      measured: throughputRatio(starts, floors),
      asked: { least: LEAST_DIRECT },
      stretch: { least: STRETCH_DIRECT },
    },
    {
      what: 'durable start, direct, p99',
      measured: medianOf(starts, ({ p99Ms }) => p99Ms),
      asked: { most: MOST_DIRECT_P99_MS },
      unit: 'ms',
    },
    {
      what: 'start through main, of the floor',
      measured: throughputRatio(forwarded, floors),
      asked: { least: LEAST_THROUGH_MAIN },
      stretch: { least: STRETCH_THROUGH_MAIN },
    },
    {
      what: 'errors in these loads',
      measured: errorsOf([floors, starts, scattered, exits, forwarded]),
      asked: { most: 0 },
    },
  ]
}
