import { OperatingError } from '../base/errors.ts'

/** The store cannot be reached, or refuses to work; nothing was written. */
export class StoreUnavailableError extends OperatingError {
  readonly code = 'store_unavailable'
  readonly stateChanged = 'no'
}

/** A write was sent and nobody can say whether it happened. A retry with the same key tells. */
export class OutcomeUnknownError extends OperatingError {
  readonly code = 'outcome_unknown'
  readonly stateChanged = 'unknown'
}

/** The session id that came with a start belongs to another user's session. */
export class SessionIdTakenError extends OperatingError {
  readonly code = 'session_id_taken'
  readonly stateChanged = 'no'
}

export class SessionNotFoundError extends OperatingError {
  readonly code = 'session_not_found'
  readonly stateChanged = 'no'
}
