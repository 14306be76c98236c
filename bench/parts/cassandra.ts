import type { SessionPolicy } from '../../src/sessions/rules.ts'
import type { BareOrder, LoopOrder, OpenAnswer } from '../cassandra/bare-loop.ts'
import { type BenchCluster, openCluster } from '../cassandra/bench-cluster.ts'
import type { GeneratorAnswer } from '../load/generator.ts'
import { RemoteGenerator } from '../load/remote-generator.ts'
import {
  errorsOf,
  type Measurement,
  measureBesideStore,
  type Series,
  throughputRatio,
} from '../measurement.ts'
import type { BenchContext, Part } from '../part.ts'
import type { Figure } from '../report/figure.ts'
import { type Contender, interleaved } from '../rounds.ts'
import { startRegional } from '../servers/gamemesh-servers.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { Worker } from '../worker.ts'
import { type SeriesRow, seriesTable } from './series-table.ts'

const IN_FLIGHT = [64, 256]
/** Express settles after so many requests, the JVM after so many statements. */
const WARM_UP_REQUESTS = 15_000
const WARM_UP_LOOPS = 5_000
const QUICK_WARM_UP = 1_000
const LEAST_DECIDED = 0.8
const LEAST_ALLOWED = 0.7

const POLICIES = ['resume', 'allow'] as const satisfies readonly SessionPolicy[]
type Policy = (typeof POLICIES)[number]

const WHAT: Readonly<Record<Policy, string>> = {
  resume: 'start',
  allow: 'keyless start under `allow`',
}

interface Rival {
  readonly policy: Policy
  readonly server: ServerProcess
  readonly generator: RemoteGenerator
  readonly loops: Worker<BareOrder, GeneratorAnswer>
  /** What one start sends. */
  readonly statements: readonly string[]
}

/** Starts on real Cassandra over HTTP, against the driver alone sending the same statements. */
export const cassandra: Part = async (context) => {
  const cluster = await openCluster()
  const rivals: Rival[] = []
  try {
    context.say(`Cassandra: ${cluster.way}`)
    for (const policy of POLICIES) rivals.push(await openRival(policy, cluster, context))
    for (const rival of rivals) await warmUp(rival, context)
    const matches = rivals.flatMap((rival) => IN_FLIGHT.map((inFlight) => match(rival, inFlight, context)))
    const contenders = matches.flatMap(({ bases, start }) => [...bases, start])
    const series = await interleaved(contenders, context.rounds, context.say)
    return report(matches, series, rivals, cluster, context)
  } finally {
    for (const { generator, loops, server } of rivals) {
      generator.close()
      loops.close()
      await server.stop()
    }
    await cluster.close()
  }
}

async function openRival(
  policy: Policy,
  cluster: BenchCluster,
  { folder, script }: BenchContext,
): Promise<Rival> {
  const keyspace = cluster.newKeyspace()
  const server = await startRegional({ name: policy, folder, script }, cluster.environment(keyspace, policy))
  const loops = new Worker<BareOrder, GeneratorAnswer>(new URL('../cassandra/bare-loop.ts', import.meta.url))
  const opening = loops as unknown as Worker<BareOrder, OpenAnswer>
  const { statements } = await opening.run({ kind: 'open', hosts: cluster.hosts, keyspace, policy })
  return { policy, server, loops, statements, generator: new RemoteGenerator() }
}

async function warmUp(
  { policy, server, generator, loops }: Rival,
  { quick, say }: BenchContext,
): Promise<void> {
  say(`warming up: ${policy}`)
  const inFlight = Math.max(...IN_FLIGHT)
  await loops.run({ kind: 'all', inFlight, starts: quick ? QUICK_WARM_UP : WARM_UP_LOOPS })
  const requests = quick ? QUICK_WARM_UP : WARM_UP_REQUESTS
  await generator.run({ kind: 'start', port: server.port, connections: inFlight, requests })
}

interface Match {
  readonly policy: Policy
  readonly inFlight: number
  readonly bases: readonly Contender[]
  readonly start: Contender
}

function match(
  { policy, server, generator, loops }: Rival,
  inFlight: number,
  { seconds }: BenchContext,
): Match {
  const loop = (kind: LoopOrder['kind'], name: string): Contender => ({
    name: `${name}, ${inFlight} in flight`,
    measure: async () => measurementOf(await loops.run({ kind, inFlight, seconds })),
  })
  const same = loop('all', policy === 'allow' ? 'bare loop, its plain INSERTs' : 'bare loop, same statements')
  const order = { kind: 'start', port: server.port, connections: inFlight, seconds } as const
  const process = { name: 'region', pid: server.pid }
  return {
    policy,
    inFlight,
    bases: policy === 'allow' ? [same, loop('one-insert', 'bare loop, one plain INSERT')] : [same],
    start: {
      name: `${WHAT[policy]}, ${inFlight} in flight`,
      measure: () => measureBesideStore(generator, [process], order),
    },
  }
}

/** The loop is the server and the load generator in one. */
function measurementOf({ result, cpuMicros }: GeneratorAnswer): Measurement {
  return {
    ...result,
    cpuMicros: { loop: cpuMicros / result.answered },
    generatorBusy: cpuMicros / 1e6 / result.seconds,
    othersBusy: Number.NaN,
  }
}

function report(
  matches: readonly Match[],
  series: readonly Series[],
  rivals: readonly Rival[],
  { way }: BenchCluster,
  { rounds, seconds }: BenchContext,
) {
  const seriesOf = ({ name }: Contender) => {
    const found = series.find((each) => each.name === name)
    if (!found) throw new Error(`the series "${name}" is missing`)
    return found
  }
  const rows: SeriesRow[] = matches.flatMap(({ bases, start }) => {
    const [first, ...others] = bases.map(seriesOf)
    const rest = [...others, seriesOf(start)].map((each) =>
      first ? { series: each, base: first } : { series: each },
    )
    return first ? [{ series: first }, ...rest] : rest
  })
  const sent = rivals.map(({ policy, statements }) => `${WHAT[policy]}: ${statements.join(' → ')}.`)
  return {
    title: 'Start on Cassandra',
    notes: [
      `Over HTTP against the driver alone, in its own process, sending what one start was seen to send, in the same ` +
        `order and at the same levels, with other users; ${rounds} interleaved rounds of ${seconds} s, both warmed up. ` +
        `Cassandra: ${way}; it shares the machine's cores with everything else. The ratio, of all rounds together, is to the bare loop above.`,
      sent.join(' '),
    ],
    table: seriesTable(rows),
    figures: [
      ...matches.flatMap((each) => figuresOf(each, seriesOf)),
      { what: 'errors in these loads', measured: errorsOf(series), asked: { most: 0 } },
    ],
    raw: { series, statements: sent },
  }
}

function figuresOf(
  { policy, inFlight, bases, start }: Match,
  seriesOf: (each: Contender) => Series,
): Figure[] {
  const least = policy === 'allow' ? LEAST_ALLOWED : LEAST_DECIDED
  // The single INSERT is there to be seen; what is asked is the work of a start.
  const [base] = bases
  if (!base) return []
  return [
    {
      what: `${WHAT[policy]} on Cassandra, ${inFlight} in flight, of the bare loop`,
      measured: throughputRatio(seriesOf(start), seriesOf(base)),
      asked: { least },
    },
  ]
}
