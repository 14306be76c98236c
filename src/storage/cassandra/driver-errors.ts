import cassandra from 'cassandra-driver'
import { errorMessage, isError } from '../../base/errors.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import type { DecisionOutcome } from './table-port.ts'

const { errors, types } = cassandra
const SERIAL_LEVELS: readonly unknown[] = [types.consistencies.serial, types.consistencies.localSerial]

/** Short enough for one log line; without the statement, which the driver's own errors carry as a field. */
export function reasonOf(error: unknown): string {
  if (error instanceof errors.NoHostAvailableError) {
    const reasons = hostReasons(error)
    return reasons.length === 0 ? 'no host can be asked' : reasons.join('; ')
  }
  return errorMessage(error)
}

/** `host: reason` for each host that was tried. */
export function hostReasons(error: cassandra.errors.NoHostAvailableError): string[] {
  return innerErrors(error).map(
    ([host, inner]) => `${host}: ${inner ? plainMessage(inner) : 'no connection'}`,
  )
}

/** OpenSSL's message is a line of codes; its reason stands apart. */
function plainMessage(error: unknown): string {
  const reason: unknown = isError(error) && 'reason' in error ? error.reason : undefined
  return typeof reason === 'string' ? `TLS: ${reason}` : errorMessage(error)
}

export function innerErrors(error: cassandra.errors.NoHostAvailableError): [host: string, error: unknown][] {
  const inner: Record<string, unknown> = error.innerErrors ?? {}
  return Object.entries(inner)
}

export function responseCode(error: unknown): number | undefined {
  return error instanceof errors.ResponseError ? error.code : undefined
}

export function asUnavailable(error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(`Cassandra cannot serve the request: ${reasonOf(error)}`, { cause: error })
}

/**
 * What a failed conditional batch means. It is sent to one host at most, so `NoHostAvailableError` means that none got
 * it. Too few replicas for the serial level is found before anything is proposed; for the ordinary level, after.
 */
export function failedDecision(error: unknown): DecisionOutcome {
  const reason = reasonOf(error)
  if (error instanceof errors.NoHostAvailableError) return { kind: 'not-sent', reason }
  if (responseCode(error) === types.responseErrorCodes.unavailableException) {
    const level: unknown = Reflect.get(Object(error), 'consistencies')
    if (SERIAL_LEVELS.includes(level)) return { kind: 'not-sent', reason }
  }
  return { kind: 'unknown', reason }
}
