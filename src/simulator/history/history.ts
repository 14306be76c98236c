import type { SessionStatus } from '../../sessions/session.ts'

/** A session as an answer shows it. */
export interface ShownSession {
  readonly sessionId: string
  readonly userId: string
  readonly region?: string
  readonly startedAtMs?: number
  readonly status: SessionStatus
  readonly exitedAtMs?: number
}

/** What the client asked. */
export type Asked =
  | { readonly kind: 'start'; readonly key?: string; readonly sessionIdOfKey?: string }
  | { readonly kind: 'exit' | 'heartbeat' | 'find'; readonly sessionId: string }
  | { readonly kind: 'list of user' }
  | { readonly kind: 'active list'; readonly region: string }

/** What it was told. */
export type Told =
  /** Nothing that says what happened: it may have been carried out, now or later, or not. */
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: string
      readonly sessionId?: string
      readonly region?: string
    }
  | {
      readonly kind: 'session'
      readonly status: 200 | 201
      readonly session: ShownSession
      readonly expiresAtMs?: number
    }
  | { readonly kind: 'sessions'; readonly sessions: readonly ShownSession[]; readonly isWhole: boolean }

/** One request of one client, in the time of the world, which no clock of a server shows. */
export interface Operation {
  readonly number: number
  readonly client: string
  readonly userId: string
  readonly server: string
  readonly isMain: boolean
  readonly asked: Asked
  readonly beganMs: number
  /** Infinity while it is under way. */
  endedMs: number
  told: Told
  /** The network carried it out twice; the second time comes soon after the first. */
  isRepeated: boolean
}

/** Everything that clients asked and were told. */
export class History {
  readonly operations: Operation[] = []

  begin(operation: Omit<Operation, 'number' | 'endedMs' | 'told' | 'isRepeated'>): Operation {
    const begun: Operation = {
      ...operation,
      number: this.operations.length,
      endedMs: Infinity,
      told: { kind: 'nothing', why: 'under way' },
      isRepeated: false,
    }
    this.operations.push(begun)
    return begun
  }
}
