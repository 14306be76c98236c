import type { Network } from '../network/network.ts'

/** The nodes of a run: functions in this process, or processes of their own. */
export interface NodeSide {
  /** Puts the node on the network. `onDeath` is told when it ends before the run does, and why. */
  start(id: string, network: Network, onDeath: (why: string) => void): void
  stop(): void
}

/** A run that could not be carried out to its end. */
export class RunError extends Error {
  override readonly name = 'RunError'
}
