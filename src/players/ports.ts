/** What operators are told about a gossiper. */
export interface GossiperEvents {
  /** `route` is a path of the gossiper, or `other`. */
  requestFinished(route: string, method: string, status: number, seconds: number): void
  /** A tick of the exchange loop: so many peers were chosen. */
  roundBegan(peers: number): void
  /** An exchange with a peer ended well; `same`: both held the same before it. */
  exchanged(peer: string, same: boolean, seconds: number): void
  /** An exchange with a peer failed after so long, for a reason out of few. */
  exchangeFailed(peer: string, reason: string, seconds: number): void
  /** Bodies of gossip, as this node sends and receives them, whoever asked. */
  gossipBytes(direction: 'sent' | 'received', bytes: number): void
  /** Writes that came from elsewhere and were news here, with their ages by their timestamps. */
  merged(agesNanos: readonly bigint[]): void
  /** Players of others that were not taken because their timestamps lie too far ahead. */
  leftOut(players: number): void
}

export const noGossiperEvents: GossiperEvents = {
  requestFinished: () => {},
  roundBegan: () => {},
  exchanged: () => {},
  exchangeFailed: () => {},
  gossipBytes: () => {},
  merged: () => {},
  leftOut: () => {},
}
