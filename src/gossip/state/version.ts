/** How far an owner is known. See `KeySpace` for what that means. */
export interface Version {
  readonly generation: number
  /** Everything that exists of the owner up to this version is held. */
  readonly max: number
  /** Tombstones up to this version are gone. */
  readonly collected: number
}

export const UNKNOWN: Version = { generation: 0, max: 0, collected: 0 }

/**
 * Holds less than the collected tombstones reach: a holder in this state is starting over (it has the owner's
 * state up to `max` as it is without them).
 */
export function startsOver({ max, collected }: Version): boolean {
  return max < collected
}

/**
 * From which version on a holder with `theirs` needs what a holder with `ours` has; undefined if nothing. They start over
 * when tombstones are gone that they never saw: otherwise keys would stay that everyone else has deleted.
 */
export function missingFrom(ours: Version, theirs: Version): number | undefined {
  if (theirs.generation > ours.generation) return undefined
  if (theirs.generation < ours.generation) return 0
  if (theirs.collected > ours.collected) return undefined
  const behindCollected = theirs.collected < ours.collected
  if (behindCollected && theirs.max < ours.collected) return 0
  return theirs.max < ours.max || behindCollected ? Math.min(theirs.max, ours.max) : undefined
}

/** Whether a holder with `theirs` has something for one with `ours`. */
export function isAhead(theirs: Version, ours: Version): boolean {
  if (theirs.generation !== ours.generation) return theirs.generation > ours.generation
  if (theirs.collected > ours.collected) return true
  return theirs.max > ours.max && theirs.max >= ours.collected
}
