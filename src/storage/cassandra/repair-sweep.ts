import { errorMessage, OperatingError } from '../../base/errors.ts'
import { between } from '../../base/rng.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { boundedMap } from './bounded-map.ts'
import { Call } from './call.ts'
import type { AuthorityRow, RangePosition, TablePort } from './table-port.ts'

export interface SweepPace {
  /** Sessions that are looked at together. */
  readonly pageSize: number
  readonly atOnce: number
  /** Between two pages. */
  readonly pauseMs: number
  /** Between two passes, and at most before the first. */
  readonly restMs: number
}

/** 100 looks a second at most: a million sessions in three hours. */
export const SLOW_SWEEP: SweepPace = { pageSize: 100, atOnce: 8, pauseMs: 1_000, restMs: 3_600_000 }

/** What one page may take. */
const PAGE_DEADLINE_MS = 60_000

/**
 * Goes through the whole authority, slowly and again and again, so that what a dying server left behind is mended
 * although nobody touches the session. Several servers may do it at once; they only repeat each other.
 */
export class RepairSweep {
  readonly #tables: TablePort
  readonly #check: (row: AuthorityRow, call: Call) => Promise<void>
  readonly #pace: SweepPace
  readonly #runtime: Runtime
  readonly #log: Logger

  constructor(
    tables: TablePort,
    check: (row: AuthorityRow, call: Call) => Promise<void>,
    pace: SweepPace,
    runtime: Runtime,
    log: Logger,
  ) {
    this.#tables = tables
    this.#check = check
    this.#pace = pace
    this.#runtime = runtime
    this.#log = log
  }

  async run(signal: AbortSignal): Promise<void> {
    const { restMs, pauseMs } = this.#pace
    const random = this.#runtime.random('cassandra-sweep')
    // Servers that start together do not sweep in step.
    await this.#runtime.sleep(between(random, 0, restMs), signal)
    let after: RangePosition | undefined
    while (!signal.aborted) {
      after = await this.#page(after)
      await this.#runtime.sleep(after === undefined ? restMs : pauseMs, signal)
    }
  }

  /** Where to go on; a page that could not be read is tried again. */
  async #page(after: RangePosition | undefined): Promise<RangePosition | undefined> {
    const deadline = this.#runtime.deadline(PAGE_DEADLINE_MS)
    try {
      const { pageSize, atOnce } = this.#pace
      const read = new Call(deadline, this.#runtime)
      const { rows, next } = await read.read(() => this.#tables.readAuthorityPage(pageSize, after))
      await boundedMap(rows, atOnce, (row) => this.#look(row, new Call(deadline, this.#runtime)))
      return next
    } catch (error) {
      this.#tell(error)
      return after
    } finally {
      deadline.dispose()
    }
  }

  async #look(row: AuthorityRow, call: Call): Promise<void> {
    try {
      await this.#check(row, call)
    } catch (error) {
      this.#tell(error)
    }
  }

  #tell(error: unknown): void {
    const isExpected = error instanceof OperatingError
    this.#log[isExpected ? 'debug' : 'error']('the repair sweep passed over a session', {
      error: errorMessage(error),
    })
  }
}
