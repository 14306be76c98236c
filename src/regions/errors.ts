import { OperatingError } from '../base/errors.ts'

/** No region can take the session and main itself may not. */
export class NoRegionError extends OperatingError {
  readonly code = 'no_region'
  readonly stateChanged = 'no'
}

/** A registration that main does not accept: its name is main's own, or the registry is full. */
export class RegistrationRefusedError extends OperatingError {
  readonly code: 'region_name_reserved' | 'registry_full'
  readonly stateChanged = 'no'

  constructor(code: 'region_name_reserved' | 'registry_full', message: string) {
    super(message)
    this.code = code
  }
}

/** No connection to another server, or it broke off before its answer was complete. */
export class RegionUnreachableError extends OperatingError {
  readonly code = 'region_unreachable'
  /** 'no' when there never was a connection: the request was not sent. */
  readonly stateChanged: 'no' | 'unknown'

  constructor(message: string, options?: { cause?: unknown; stateChanged?: 'no' | 'unknown' }) {
    super(message, options)
    this.stateChanged = options?.stateChanged ?? 'unknown'
  }
}
