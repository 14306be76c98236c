// A load generator: a process of its own that carries out the orders of its parent, one after another.
import { Load, type LoadOrder, type LoadResult, type NextSubject } from './load.ts'

export interface GeneratorOrder extends LoadOrder {
  /** What finds, lists and so on ask about, in turn. Starts draw new users, exits end what was started. */
  readonly subjects?: readonly string[]
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

function subjectsOf({ kind, subjects = [] }: GeneratorOrder): NextSubject {
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
