import cassandra from 'cassandra-driver'

/** The facts of one start that its statements carry. */
export interface StartFacts {
  readonly userId: string
  readonly sessionId: string
  readonly startedAtMs: number
}

interface Recorded {
  readonly query: string
  readonly params: readonly unknown[]
}

/** One call of the driver: a statement, or several in one batch. */
interface RecordedCall {
  readonly kind: 'execute' | 'batch'
  readonly statements: readonly Recorded[]
  readonly options: cassandra.QueryOptions
}

/** Calls that are under way together. The next stage begins when all of them have been answered. */
type Stage = RecordedCall[]

/** What one start asks of Cassandra, to be asked again with other facts. */
export interface RecordedStart {
  readonly facts: StartFacts
  readonly stages: readonly Stage[]
}

type Sent = Promise<cassandra.types.ResultSet>
/** The two ways by which the stores send statements, without their forms that take callbacks. */
interface Sender {
  execute: (this: Sender, query: string, params: unknown[], options: cassandra.QueryOptions) => Sent
  batch: (this: Sender, queries: Recorded[], options: cassandra.QueryOptions) => Sent
}

/** Watches every client of this process while `start` runs, and tells what was sent and what waited for what. */
export async function recordStart(
  facts: StartFacts,
  start: (facts: StartFacts) => Promise<unknown>,
): Promise<RecordedStart> {
  const stages: Stage[] = []
  let underWay = 0
  const watched = (call: RecordedCall, send: () => Sent): Sent => {
    if (underWay === 0) stages.push([])
    stages.at(-1)?.push(call)
    underWay += 1
    const sent = send()
    const answered = () => void (underWay -= 1)
    sent.then(answered, answered)
    return sent
  }
  const sender = cassandra.Client.prototype as unknown as Sender
  const { execute, batch } = sender
  sender.execute = function (this: Sender, query, params, options) {
    const statements = [{ query, params }]
    return watched({ kind: 'execute', statements, options }, () => execute.call(this, query, params, options))
  }
  sender.batch = function (this: Sender, statements, options) {
    return watched({ kind: 'batch', statements, options }, () => batch.call(this, statements, options))
  }
  try {
    await start(facts)
  } finally {
    Object.assign(sender, { execute, batch })
  }
  return { facts, stages }
}

/** Sends what was recorded, with other facts. */
export async function replay(
  client: cassandra.Client,
  start: RecordedStart,
  facts: StartFacts,
): Promise<void> {
  for (const stage of start.stages) {
    const answers = await Promise.all(stage.map((call) => sendAgain(client, call, start.facts, facts)))
    if (!answers.every((answer) => answer.wasApplied()))
      throw new Error('a conditional statement was refused')
  }
}

function sendAgain(client: cassandra.Client, call: RecordedCall, from: StartFacts, to: StartFacts): Sent {
  const statements = call.statements.map(({ query, params }) => ({
    query,
    params: params.map((param) => replaced(param, from, to)),
  }))
  const [first] = statements
  if (call.kind === 'batch' || !first) return client.batch(statements, { ...call.options })
  return client.execute(first.query, first.params, call.options)
}

const MICROSECONDS = 1_000
/** A row's timestamp is the start's time in microseconds, plus a version far smaller than this. */
const VERSIONS = 1_000n

function replaced(param: unknown, from: StartFacts, to: StartFacts): unknown {
  if (param === from.userId) return to.userId
  if (param === from.sessionId) return to.sessionId
  if (Array.isArray(param)) return param.map((each) => replaced(each, from, to))
  if (param instanceof Date && param.getTime() === from.startedAtMs) return new Date(to.startedAtMs)
  if (typeof param !== 'bigint') return param
  const version = param - BigInt(from.startedAtMs * MICROSECONDS)
  return version >= 0n && version < VERSIONS ? BigInt(to.startedAtMs * MICROSECONDS) + version : param
}

/** Of the recorded statements only the row of the public table: the least that a stored session could cost. */
export function publicRowOnly(start: RecordedStart): RecordedStart {
  const isPublicRow = ({ query }: Recorded) => /^INSERT INTO \w+\.sessions /.test(query)
  const calls = start.stages.flat().flatMap(({ statements, options }): RecordedCall[] => {
    const [row] = statements.filter(isPublicRow)
    return row ? [{ kind: 'execute', statements: [row], options }] : []
  })
  if (calls.length !== 1) throw new Error(`a start writes ${calls.length} rows into sessions instead of one`)
  return { ...start, stages: [calls] }
}

/** For readers: the beginning of each statement; what is sent together in one line. */
export function describeStart({ stages }: RecordedStart): string[] {
  return stages.map((stage) =>
    stage.map(({ kind, statements }) => `${kind}(${statements.map(headOf).join('; ')})`).join(' + '),
  )
}

function headOf({ query }: Recorded): string {
  const [head = ''] = /^(SELECT|INSERT INTO \S+|UPDATE \S+|DELETE)/.exec(query) ?? []
  const table = head === 'SELECT' || head === 'DELETE' ? ` ${/FROM (\S+)/.exec(query)?.[1] ?? ''}` : ''
  const withoutKeyspace = `${head}${table}`.replace(/\w+\./, '')
  return / IF /.test(query) ? `${withoutKeyspace} IF` : withoutKeyspace
}
