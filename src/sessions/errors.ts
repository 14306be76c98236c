import { OperatingError } from '../base/errors.ts'
import type { ActiveSession } from './session.ts'

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

/** The policy is `reject` and the user is in a session. */
export class ActiveSessionExistsError extends OperatingError {
  readonly code = 'active_session_exists'
  readonly stateChanged = 'no'
  readonly session: ActiveSession

  constructor(session: ActiveSession) {
    super(`the user is in session ${session.sessionId} in region ${session.region}; exit it first`)
    this.session = session
  }
}

/** A session that has ended cannot be kept alive. */
export class SessionEndedError extends OperatingError {
  readonly code = 'session_ended'
  readonly stateChanged = 'no'
}

export class SessionNotFoundError extends OperatingError {
  readonly code = 'session_not_found'
  readonly stateChanged = 'no'
}
