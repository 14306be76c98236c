import { judge, type Verdict } from '../verdict.ts'
import type { OffsetsByKey } from './kafka-operations.ts'

/** A `commit_offsets` (what was committed) or a `list_committed_offsets` (what was listed), in the order of events. */
export interface CommitEvent {
  readonly kind: 'commit' | 'listing'
  readonly process: number
  readonly node: string
  readonly offsets: OffsetsByKey
  readonly invokedOrder: number
  /** Undefined: nobody knows whether it happened. */
  readonly completedOrder: number | undefined
  /** Asked after everything was healed and quiet: by then every node knows every commit. */
  readonly final: boolean
}

export interface CommitsVerdict extends Verdict {
  /** Listed, but committed by nobody before. */
  readonly invented: readonly CommitFault[]
  /** One process saw a key's committed offset fall, at one node, although nobody had committed the lower one since. */
  readonly backwards: readonly CommitFault[]
  /** After everything was quiet: gone, or as it was before a later acknowledged commit of more. */
  readonly lost: readonly CommitFault[]
}

interface CommitFault {
  readonly key: string
  readonly node: string
  readonly listed: number | null
  readonly expected: number | null
}

const SHOWN = 8

/**
 * Committed offsets are somebody's, do not fall by themselves, and are there in the end. The protocol leaves open whether
 * the last commit counts or the highest one.
 */
export function checkCommits(events: readonly CommitEvent[]): CommitsVerdict {
  const commits = events.filter(({ kind }) => kind === 'commit')
  const listings = events.filter(
    ({ kind, completedOrder }) => kind === 'listing' && completedOrder !== undefined,
  )
  const invented = inventedIn(listings, commits)
  const backwards = backwardsIn(listings, commits)
  const lost = listings.filter(({ final }) => final).flatMap((listing) => lostIn(listing, commits))
  const wrong = invented.length + backwards.length + lost.length
  return {
    valid: judge(wrong > 0, commits.length > 0 && listings.length > 0),
    invented: invented.slice(0, SHOWN),
    backwards: backwards.slice(0, SHOWN),
    lost: lost.slice(0, SHOWN),
  }
}

function inventedIn(listings: readonly CommitEvent[], commits: readonly CommitEvent[]): CommitFault[] {
  const firstBy = new Map<string, number>()
  for (const { offsets, invokedOrder } of commits) {
    for (const [key, offset] of Object.entries(offsets)) {
      const name = `${key} ${offset}`
      firstBy.set(name, Math.min(invokedOrder, firstBy.get(name) ?? Infinity))
    }
  }
  return listings.flatMap(({ node, offsets, completedOrder }) =>
    Object.entries(offsets).flatMap(([key, listed]) =>
      (firstBy.get(`${key} ${listed}`) ?? Infinity) > (completedOrder ?? 0)
        ? [{ key, node, listed, expected: null }]
        : [],
    ),
  )
}

function backwardsIn(listings: readonly CommitEvent[], commits: readonly CommitEvent[]): CommitFault[] {
  const highest = new Map<string, { readonly offset: number; readonly seenOrder: number }>()
  return listings.flatMap(({ process, node, offsets, invokedOrder: seenOrder }) =>
    Object.entries(offsets).flatMap(([key, listed]) => {
      const name = `${process} ${node} ${key}`
      const before = highest.get(name)
      if (!before || listed >= before.offset) {
        highest.set(name, { offset: listed, seenOrder })
        return []
      }
      if (mayActUntil(commits, key, listed) > before.seenOrder) return []
      return [{ key, node, listed, expected: before.offset }]
    }),
  )
}

function lostIn({ node, offsets }: CommitEvent, commits: readonly CommitEvent[]): CommitFault[] {
  const expected = new Map<string, number>()
  for (const commit of commits) {
    if (commit.completedOrder === undefined) continue
    for (const [key, offset] of Object.entries(commit.offsets)) {
      const listed = offsets[key] ?? -1
      if (offset <= listed || commit.invokedOrder < mayActUntil(commits, key, listed)) continue
      expected.set(key, Math.max(offset, expected.get(key) ?? -1))
    }
  }
  return [...expected].map(([key, offset]) => ({ key, node, listed: offsets[key] ?? null, expected: offset }))
}

/** By when the last commit of this very offset was over. One that is behind may commit less than others did before. */
function mayActUntil(commits: readonly CommitEvent[], key: string, offset: number): number {
  return commits.reduce(
    (last, commit) =>
      commit.offsets[key] === offset ? Math.max(last, commit.completedOrder ?? Infinity) : last,
    -1,
  )
}
