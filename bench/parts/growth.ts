import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type FillOrder, REGION, type Sample, SESSIONS_OF_A_USER } from '../growth/fill.ts'
import { RemoteGenerator } from '../load/remote-generator.ts'
import { measure, medianOf, type Series, throughputRatio } from '../measurement.ts'
import type { BenchContext, Part } from '../part.ts'
import type { Figure } from '../report/figure.ts'
import type { PartReport } from '../report/report.ts'
import { type Contender, interleaved } from '../rounds.ts'
import { startRegional } from '../servers/gamemesh-servers.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { Worker } from '../worker.ts'
import { disturbance, seriesTable } from './series-table.ts'

const KINDS = ['find', 'list-user', 'list-active'] as const
type Kind = (typeof KINDS)[number]

const WHAT: Readonly<Record<Kind, string>> = {
  find: 'look-up by id',
  'list-user': "a user's list",
  'list-active': "a region's active list",
}
const CONNECTIONS = 16
const WARM_UP_REQUESTS = 10_000
/** On Cassandra a list takes longer, and the server less of that. */
const LONGEST_WARM_UP_SECONDS = 5
/** Three kinds at each size: a shorter load for each keeps the whole within minutes. */
const SHARE_OF_SECONDS = 0.4
const LEAST_OF_THE_SMALLEST = 0.7
const MOST_OF_THE_SMALLEST = 1.3

interface Filled {
  readonly size: number
  readonly server: ServerProcess
  readonly sample: Sample
}

/** How to make one store of a size, and a server on it. */
interface Growing {
  readonly name: string
  readonly measure: typeof measure
  readonly note: string
  order(size: number): FillOrder
  environment(size: number): Readonly<Record<string, string>>
}

/** Look-ups and lists on the embedded store, by the number of sessions that are stored. */
export const growth: Part = (context) => {
  const dataDir = (size: number) => {
    const folder = join(context.folder, `growth-${size}`)
    mkdirSync(folder, { recursive: true })
    return folder
  }
  return measureGrowth(context, {
    name: 'embedded store',
    measure,
    note: `${SESSIONS_OF_A_USER} sessions of each user, of which the last is active.`,
    order: (size) => ({
      store: { kind: 'embedded', dataDir: dataDir(size) },
      policy: 'resume',
      sessions: size,
      ended: true,
    }),
    environment: (size) => ({ STORAGE: 'embedded', DATA_DIR: dataDir(size) }),
  })
}

export async function measureGrowth(context: BenchContext, growing: Growing): Promise<PartReport> {
  const filled: Filled[] = []
  const generator = new RemoteGenerator()
  try {
    for (const size of context.sizes) filled.push(await fillAndServe(size, growing, context))
    for (const each of filled) await warmUp(each, generator)
    const contenders = KINDS.flatMap((kind) =>
      filled.map((each) => contender(kind, each, generator, growing, context)),
    )
    const series = await interleaved(contenders, context.rounds, context.say)
    return report(series, context, growing)
  } finally {
    generator.close()
    await Promise.all(filled.map(({ server }) => server.stop()))
  }
}

async function fillAndServe(size: number, growing: Growing, context: BenchContext): Promise<Filled> {
  const beganMs = performance.now()
  const filler = new Worker<FillOrder, Sample>(new URL('../growth/filler.ts', import.meta.url))
  const sample = await filler.run(growing.order(size))
  filler.close()
  context.say(`${size} sessions stored in ${((performance.now() - beganMs) / 1000).toFixed(0)} s`)
  const { folder, script } = context
  const launch = { name: `size-${size}`, folder, script }
  return { size, sample, server: await startRegional(launch, growing.environment(size)) }
}

function subjectsOf(kind: Kind, { userIds, sessionIds }: Sample): readonly string[] {
  if (kind === 'list-active') return [REGION]
  return kind === 'find' ? sessionIds : userIds
}

async function warmUp({ server: { port }, sample }: Filled, generator: RemoteGenerator): Promise<void> {
  for (const kind of KINDS) {
    const subjects = subjectsOf(kind, sample)
    const bounds = { requests: WARM_UP_REQUESTS, seconds: LONGEST_WARM_UP_SECONDS }
    await generator.run({ kind, port, connections: CONNECTIONS, ...bounds, subjects })
  }
}

function contender(
  kind: Kind,
  { size, server, sample }: Filled,
  generator: RemoteGenerator,
  growing: Growing,
  { seconds }: BenchContext,
): Contender {
  const order = {
    kind,
    port: server.port,
    connections: CONNECTIONS,
    seconds: seconds * SHARE_OF_SECONDS,
    subjects: subjectsOf(kind, sample),
  }
  const process = { name: 'region', pid: server.pid }
  return { name: `${WHAT[kind]}, ${size}`, measure: () => growing.measure(generator, [process], order) }
}

function report(
  series: readonly Series[],
  { sizes, rounds, seconds }: BenchContext,
  { name, note }: Growing,
) {
  const compared = series.map((each, index) => {
    const smallest = series[index - (index % sizes.length)] ?? each
    return { series: each, smallest, isSmallest: smallest === each }
  })
  return {
    title: `Growth, ${name}`,
    notes: [
      `Look-ups and lists over HTTP by the number of stored sessions; ${note} ${CONNECTIONS} connections, ` +
        `${rounds} interleaved rounds of ${(seconds * SHARE_OF_SECONDS).toFixed(1)} s for each line; a list's page has ` +
        'up to 50 sessions. The ratio is to the smallest number.',
      ...disturbance(series),
    ],
    table: seriesTable(
      compared.map(({ series: each, smallest, isSmallest }) =>
        isSmallest ? { series: each } : { series: each, base: smallest },
      ),
    ),
    figures: compared
      .filter(({ isSmallest }, index) => !isSmallest && index % sizes.length === sizes.length - 1)
      .flatMap(({ series: each, smallest }) => flatness(each, smallest, sizes, name)),
    raw: { series },
  }
}

function flatness(series: Series, smallest: Series, sizes: readonly number[], name: string): Figure[] {
  const what = `${series.name.split(',')[0]} at ${sizes.at(-1)} sessions against ${sizes[0]}, ${name}`
  const p50Ms = (each: Series) => medianOf(each, (round) => round.p50Ms)
  return [
    {
      what: `${what}: throughput`,
      measured: throughputRatio(series, smallest),
      asked: { least: LEAST_OF_THE_SMALLEST },
    },
    {
      what: `${what}: p50`,
      measured: p50Ms(series) / p50Ms(smallest),
      asked: { most: MOST_OF_THE_SMALLEST },
    },
  ]
}
