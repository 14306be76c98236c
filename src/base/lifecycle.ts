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

  opened(name: string, close: () => Promise<void> | void): void {
    this.#opened.push({ name, close })
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#opened.splice(0).toReversed()) {
      try {
        await close()
      } catch (error) {
        this.#log.error('closing failed', { part: name, error: errorMessage(error) })
      }
    }
  }
}
