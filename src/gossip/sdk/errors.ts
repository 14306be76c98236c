import { OperatingError } from '../../base/errors.ts'

/** The node has been closed, has left, or had to stop. */
export class NodeClosedError extends OperatingError {
  readonly code = 'node_closed'
  readonly stateChanged = 'no'
}

/** The node had to begin anew with a higher generation while this was under way. */
export class NodeRebornError extends OperatingError {
  readonly code = 'node_reborn'
  readonly stateChanged = 'unknown'
}

/** Another process listens there already. */
export class AddressInUseError extends OperatingError {
  readonly code = 'address_in_use'
  readonly stateChanged = 'no'
}

/** Who was asked is no live member. */
export class UnknownMemberError extends OperatingError {
  readonly code = 'unknown_member'
  readonly stateChanged = 'no'
}

export type JoinFailureCode =
  /** No seed could be reached in time, or none has answered. */
  | 'no_seed_answered'
  | 'name_taken'
  | 'other_cluster'
  | 'generation_behind'
  | 'no_common_version'
  | 'bad_address'
  | 'address_taken'
  | 'wrong_network'
  | 'wrong_secret'
  | 'wrong_cluster'
  | 'no_certificate'
  | 'foreign_certificate'

export interface SeedFailure {
  readonly address: string
  readonly code: JoinFailureCode
  readonly detail: string
}

/** No seed has taken this node in. `code` says why, or, if they differ, the first reason; `failures` has all of them. */
export class JoinError extends OperatingError {
  readonly stateChanged = 'no'
  readonly code: JoinFailureCode
  readonly failures: readonly SeedFailure[]

  constructor(failures: readonly SeedFailure[]) {
    const reasons = failures.map(({ address, detail }) => `${address} ${detail}`)
    super(`could not join the mesh: ${reasons.join('; ')}`)
    const refusal = failures.find(({ code }) => code !== 'no_seed_answered')
    this.code = refusal?.code ?? 'no_seed_answered'
    this.failures = failures
  }
}
