/** Remembers ids, so that what arrives twice is taken once. */
export interface Seen {
  /** Whether the id was seen before; from now on it was. */
  seen(id: string, nowMs: number): boolean
  /** How many ids are remembered now; an upper bound where they cannot be counted exactly. */
  size(nowMs: number): number
}

/** Time during which an id is remembered when nothing else is asked for. */
export const DEFAULT_RETENTION_MS = 3_600_000

/**
 * An id that is forgotten while copies of its message still travel infects the whole mesh again, and again: ids have to
 * outlive messages.
 */
export function checkRetention(retentionMs: number, longestLifeMs: number): void {
  if (retentionMs > longestLifeMs) return
  throw new RangeError(
    `ids would be forgotten after ${retentionMs} ms, but a message can travel for ${longestLifeMs} ms and would be ` +
      'taken for a new one: remember ids for longer, or let messages travel fewer hops',
  )
}
