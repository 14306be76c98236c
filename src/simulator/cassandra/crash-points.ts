import type { SimProcess } from '../world/sim-process.ts'
import type { Tally } from '../world/tally.ts'

/** The statements of the table port, by what they are for. */
export const STATEMENTS = [
  'read slot',
  'read sessions of user',
  'decide start',
  'decide replacing start',
  'decide end',
  'mark kept',
  'read public row',
  'write birth',
  'write keep-alive',
  'write lists',
  'write sessions',
  'write hour',
  'read keep-alives',
  'read page of user',
  'read active page',
  'count active',
  'read hours',
  'read regions',
  'read authority',
] as const
export type StatementName = (typeof STATEMENTS)[number]

/** Right before the statement is sent, and right after: it is carried out, and its answer finds nobody. */
export const MOMENTS = ['before', 'after'] as const
export type Moment = (typeof MOMENTS)[number]

export const CRASH_POINTS: readonly string[] = STATEMENTS.flatMap((name) =>
  MOMENTS.map((moment) => `${moment} ${name}`),
)

/** Where servers die: a point, and how often it is passed before. */
export class CrashPlan {
  readonly #armed = new Map<string, number>()
  readonly #hit: Tally

  constructor(hit: Tally) {
    this.#hit = hit
  }

  arm(point: string, passes: number): void {
    this.#armed.set(point, passes)
  }

  disarm(): void {
    this.#armed.clear()
  }

  /** Called at each point; true when the process died there. */
  pass(life: SimProcess, moment: Moment, statement: StatementName): boolean {
    const point = `${moment} ${statement}`
    const left = this.#armed.get(point)
    if (left === undefined) return false
    if (left > 0) {
      this.#armed.set(point, left - 1)
      return false
    }
    this.#armed.delete(point)
    this.#hit.add(point)
    life.kill()
    return true
  }
}
