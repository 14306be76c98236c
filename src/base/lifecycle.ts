import { errorMessage } from './errors.ts'
import type { Logger } from './logger-port.ts'

interface Opened {
  readonly name: string
  readonly close: () => Promise<void> | void
}

/** What a process has opened. Last opened closes first; one that fails to close does not stop the rest. */
export class Lifecycle {
  readonly #opened: Opened[] = []
  readonly #log: Logger
  #closing: Promise<void> | undefined

  constructor(log: Logger) {
    this.#log = log
  }

  /** What is opened after closing has begun, by a start that was overtaken by a stop, is closed at once. */
  opened(name: string, close: () => Promise<void> | void): void {
    if (this.#closing) void this.#closeOne({ name, close })
    else this.#opened.push({ name, close })
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<void> {
    for (const opened of this.#opened.splice(0).toReversed()) await this.#closeOne(opened)
  }

  async #closeOne({ name, close }: Opened): Promise<void> {
    try {
      await close()
    } catch (error) {
      this.#log.error('closing failed', { part: name, error: errorMessage(error) })
    }
  }
}
