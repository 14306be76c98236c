import type { RandomStream } from '../../../base/rng.ts'
import type { Body } from '../../protocol/envelope.ts'
import type { Verdict } from '../checkers/verdict.ts'
import type { Reply, ReplyShape } from '../client/reply.ts'
import type { History, Outcome } from '../history/operation.ts'
import type { RunOptions } from '../run/run-options.ts'

/** What a worker is to do. */
export interface Call {
  readonly f: string
  readonly value: unknown
  /** Of an assignment: from the beginning, whatever was committed. */
  readonly fromStart?: boolean
}

export interface Completion {
  readonly outcome: Outcome
  readonly result?: unknown
  readonly error?: string
  /** What was asked, where only the client knows that. */
  readonly asked?: unknown
}

/** A client that is connected to one node. */
export interface Caller {
  readonly node: string
  readonly process: number
  rpc(request: Body, shape: ReplyShape, done: (reply: Reply) => void): void
}

/** One client's view of the workload; it ends with the client. */
export type Session = (call: Call, done: (completion: Completion) => void) => void

/** What one worker does after the nodes have come to rest. */
export interface FinalPlan {
  /** The next thing, given what became of the last one. `undefined`: it is done. */
  next(last: Completion | undefined): { readonly call: Call; readonly delayMs: number } | undefined
}

/** Asked again and again, beside the load, it tells what has become visible at one node. */
export type Probe = (caller: Caller, saw: (item: string) => void, done: () => void) => void

/** One run's operations, clients and judgement for one workload. */
export interface Load {
  next(): Call
  open(caller: Caller): Session
  /** Absent: there is no final phase. */
  readonly finalPlan?: () => FinalPlan
  /** Each client crashes about that often. */
  readonly crashEveryMs?: number
  check(history: History): Readonly<Record<string, Verdict>>
  /** One node's state, as one text: after everything is healed and quiet it must be the same everywhere. */
  readonly stateOf?: (caller: Caller, done: (state: string | undefined) => void) => void
  /** A probe for one node, and the item by which an operation's effect is recognised. */
  readonly probe?: () => Probe
  readonly itemOf?: (call: Call) => readonly string[]
}

export interface LoadContext {
  readonly options: RunOptions
  readonly random: RandomStream
  readonly nowMs: () => number
  /** Positions in the one sequence of events. */
  readonly nextOrder: () => number
}

/** Which failures are certain, and which operations change nothing. */
export interface ErrorRules {
  /** Without it, any failure leaves the outcome open. */
  readonly mapsErrors: boolean
  readonly idempotent: readonly string[]
}

export interface LoadKind extends ErrorRules {
  readonly name: string
  readonly needsTopology: boolean
  readonly create: (context: LoadContext) => Load
}
