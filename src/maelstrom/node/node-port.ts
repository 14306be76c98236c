import type { RandomStream } from '../../base/rng.ts'
import type { Envelope } from '../protocol/envelope.ts'

/** All that a node's program takes from the world: the same code runs as a process and in virtual time. */
export interface NodeHost {
  /** The machine's wall clock, in milliseconds since 1970. It may be wrong, and may step back. */
  nowMs(): number
  /** Calls `fire` after `ms`; gives back how to call that off. */
  after(ms: number, fire: () => void): () => void
  readonly random: RandomStream
  /** Never delivers within the same call. */
  send(message: Envelope): void
  /** For people; never part of the protocol. */
  log(line: string): void
}

export interface MaelstromNode {
  receive(message: Envelope): void
}

export type NodeProgram = (host: NodeHost) => MaelstromNode
