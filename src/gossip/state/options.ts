export interface StateLimits {
  /** Entries of one owner: keys, tombstones and events together. */
  readonly maxEntries: number
  /** Bytes of keys and values of one owner. */
  readonly maxBytes: number
  readonly maxOwners: number
  /** Pieces of one owner that came too early and do not touch. */
  readonly maxAheadRanges: number
}

export interface StateOptions {
  /** How long a deleted key is remembered: longer than any node is out of reach that shall not start over. */
  readonly tombstoneGraceMs: number
  /** How long an event is kept for those who have not got it; longer than it takes to reach everybody. */
  readonly eventRetentionMs: number
  /**
   * How long a key that is gone, or was written anew, while this node was out of reach stays visible once that is
   * known: longer than it takes to get the new state over.
   */
  readonly doubtMs: number
  readonly limits: StateLimits
}

export const DEFAULT_STATE_OPTIONS: StateOptions = {
  tombstoneGraceMs: 3_600_000,
  eventRetentionMs: 60_000,
  doubtMs: 10_000,
  limits: {
    maxEntries: 250_000,
    maxBytes: 64 * 1024 * 1024,
    maxOwners: 4_096,
    maxAheadRanges: 32,
  },
}

/** What an entry takes besides its key and value. */
export const ENTRY_BYTES = 96

/**
 * A holder may have more than the owner has, because it learns later what is gone; but not without bound, whatever an
 * owner sends.
 */
export const HOLDER_SLACK = 2

/** Tombstones are collected in batches of this share of their grace, because each time costs everyone an exchange. */
export const COLLECT_BATCH_SHARE = 1 / 4

/** What one sweep does at most, of each kind. */
export const MAX_SWEPT = 1_000
