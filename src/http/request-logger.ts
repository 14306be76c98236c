import type { LogFields, Logger } from '../base/logger-port.ts'

/** Adds the request id to each line when a line is written, so that a request that logs nothing pays nothing. */
export class RequestLogger implements Logger {
  readonly #log: Logger
  readonly #requestId: string

  constructor(log: Logger, requestId: string) {
    this.#log = log
    this.#requestId = requestId
  }

  debug(message: string, fields?: LogFields): void {
    this.#log.debug(message, { ...fields, request_id: this.#requestId })
  }

  info(message: string, fields?: LogFields): void {
    this.#log.info(message, { ...fields, request_id: this.#requestId })
  }

  warn(message: string, fields?: LogFields): void {
    this.#log.warn(message, { ...fields, request_id: this.#requestId })
  }

  error(message: string, fields?: LogFields): void {
    this.#log.error(message, { ...fields, request_id: this.#requestId })
  }

  child(fields: LogFields): Logger {
    return new RequestLogger(this.#log.child(fields), this.#requestId)
  }
}
