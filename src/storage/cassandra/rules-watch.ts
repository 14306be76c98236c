import { errorMessage } from '../../base/errors.ts'
import { every } from '../../base/every.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import { describeRules, sameRules, type SessionRules } from '../../sessions/rules.ts'

/** A change of the rules is noticed within this time. */
export const RULES_CHECK_MS = 10_000

export type ReadRules = () => Promise<SessionRules | undefined>

/** Notices when an operator changes the rules under a running server, which then serves no start and no keep-alive. */
export class RulesWatch {
  readonly #rules: SessionRules
  readonly #read: ReadRules
  readonly #runtime: Runtime
  readonly #log: Logger
  #changedTo: SessionRules | undefined

  constructor(rules: SessionRules, read: ReadRules, runtime: Runtime, log: Logger) {
    this.#rules = rules
    this.#read = read
    this.#runtime = runtime
    this.#log = log
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#runtime.sleep(RULES_CHECK_MS, signal)
    await every(
      this.#runtime,
      signal,
      () => this.look(),
      () => RULES_CHECK_MS,
    )
  }

  throwIfChanged(): void {
    if (!this.#changedTo) return
    throw new StoreUnavailableError(
      `the session rules were changed to ${describeRules(this.#changedTo)} and this server has ` +
        `${describeRules(this.#rules)}: restart it with the same`,
    )
  }

  async look(): Promise<void> {
    if (this.#changedTo) return
    try {
      const found = await this.#read()
      if (!found || sameRules(found, this.#rules)) return
      this.#changedTo = found
      this.#log.error('the session rules were changed under this server; it serves no more starts', {
        stored: describeRules(found),
        own: describeRules(this.#rules),
      })
    } catch (error) {
      this.#log.debug('the session rules cannot be read now', { error: errorMessage(error) })
    }
  }
}
