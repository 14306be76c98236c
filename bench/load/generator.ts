// A load generator: a process of its own that carries out the orders of its parent, one after another.
import { Load, type LoadOrder, type LoadResult, type NextSubject } from './load.ts'

export interface GeneratorOrder extends LoadOrder {
  /** What finds, lists and so on ask about, in turn. Starts draw new users, exits end what was started. */
  readonly subjects?: readonly string[]
  /** New users come in no order that their ids would show, so that no two of them are neighbours in a sorted table. */
  readonly scattered?: boolean
}

export interface GeneratorAnswer {
  readonly result: LoadResult
  /** Of the generator itself. */
  readonly cpuMicros: number
}

/** Users differ between generators and between runs. */
const generator = `${process.pid}-${Date.now().toString(36)}`
let users = 0
const running: string[] = []

/** Odd, so that multiplying by it modulo 2^32 gives each number another one; Knuth's for hashing. */
const SCATTER = 2_654_435_761

function subjectsOf({ kind, subjects = [], scattered = false }: GeneratorOrder): NextSubject {
  if (kind === 'start' && scattered)
    return () => `${(Math.imul(users++, SCATTER) >>> 0).toString(36)}-${generator}`
  if (kind === 'start') return () => `bench-${generator}-${users++}`
  if (kind === 'exit') return () => running.pop()
  let turn = 0
  return () => subjects[turn++ % subjects.length]
}

async function carryOut(order: GeneratorOrder): Promise<GeneratorAnswer> {
  const before = process.cpuUsage()
  const load = new Load(order, subjectsOf(order), (sessionId) => void running.push(sessionId))
  const result = await load.run()
  const { user, system } = process.cpuUsage(before)
  return { result, cpuMicros: user + system }
}

process.on('message', (order: GeneratorOrder) => {
  void carryOut(order).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit())
