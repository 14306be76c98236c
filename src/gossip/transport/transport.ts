import type { Tally } from './tally.ts'

/** Where a node can be reached, as it says of itself: "host:port". It stands for the node in everything above. */
export type Address = string

/** Probes overtake bulk wherever frames wait. */
export type Priority = 'probe' | 'bulk'

export interface TransportHandler {
  /** One whole frame; `from` is the address that the peer advertises. */
  onFrame(from: Address, frame: Uint8Array): void
  /** What was sent to this address is lost, or waits for an attempt that has just failed. */
  onUnreachable(address: Address, reason: string): void
  /** A peer broke the rules; its link is closed. Of one that has not said who it is, its IP address. */
  onFault(address: Address, reason: string): void
}

/**
 * Carries frames between nodes: each arrives once or never, those of one priority in order, and never in the turn in which
 * it was sent. Whoever sends leaves the frame's bytes as they are from then on.
 */
export interface Transport {
  /** What peers call this node. Known when `listen` has resolved. */
  readonly address: Address
  /** Rejects when it cannot listen. */
  listen(handler: TransportHandler): Promise<void>
  /** Never throws and never waits: what cannot be carried is counted, and told by `onUnreachable`. */
  send(address: Address, frame: Uint8Array, priority: Priority): void
  /** Closes the link with a peer, and forgets what waits for it. */
  drop(address: Address, reason: string): void
  /** Sends what waits, for at most `deadlineMs`, and closes. Nothing is handed to the handler from the call on. */
  close(deadlineMs: number): Promise<void>
  readonly counts: TransportCounts
}

export interface TransportCounts {
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly links: number
  readonly queuedFrames: number
  /** Frames that were given to `send` and not carried, by reason. */
  readonly dropped: Tally
  /** Links that were not accepted, or closed for a fault, by reason. */
  readonly refused: Tally
}
