/**
 * Who gets a fresh item from whom. Every live member has a place on a ring of 32 bits. A receiver answers for an arc:
 * everyone after its own place up to the arc's end. It cuts the arc's members into at most `fanout` runs and hands each
 * run to the run's first member. With equal views everyone gets the item exactly once, in log_fanout(N) hops and N - 1
 * frames; where views differ or frames get lost, random extras and reconciliation repair.
 */
export interface RingPlace {
  readonly name: string
  /** `hash32` of the name. */
  readonly position: number
  /** Gets the item, but passes it on to nobody. */
  readonly leaf?: true
}

export interface Child {
  readonly name: string
  /** Where the receiver's arc ends; without meaning if `spread` is false. */
  readonly arcEnd: number
  /** false: nothing is left for the receiver to pass on. */
  readonly spread: boolean
}

/** Ring order: by position, and by name where positions collide. */
export function compareRingPlaces(a: RingPlace, b: RingPlace): number {
  if (a.position !== b.position) return a.position - b.position
  if (a.name === b.name) return 0
  return a.name < b.name ? -1 : 1
}

/** The index of the first place of the sorted ring that is not before `place`. */
export function ringIndex(ring: readonly RingPlace[], place: RingPlace): number {
  let low = 0
  let high = ring.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = ring[middle]
    if (there && compareRingPlaces(there, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Everyone but `self` in ring order, beginning after `self`: the arc of whoever has something new. Those who share the
 * position of `self` and stand before it by name would take `self` for a part of their arcs, so they get none.
 */
export function wholeRing(ring: readonly RingPlace[], self: RingPlace): RingPlace[] {
  const mates: RingPlace[] = []
  const others: RingPlace[] = []
  const start = ringIndex(ring, self)
  for (let step = 0; step < ring.length; step++) {
    const place = ring[(start + step) % ring.length]
    if (!place || place.name === self.name) continue
    const mate = place.position === self.position
    if (mate && place.name < self.name) mates.push({ ...place, leaf: true })
    else others.push(place)
  }
  return mates.length === 0 ? others : [...mates, ...others]
}

/** The members after `self` up to and including position `arcEnd`; `from`, who sent the item, is left out. */
export function arcMembers(
  ring: readonly RingPlace[],
  self: RingPlace,
  arcEnd: number,
  from: string,
): RingPlace[] {
  const members: RingPlace[] = []
  const reach = distance(self.position, arcEnd)
  const start = ringIndex(ring, self)
  for (let step = 0; step < ring.length; step++) {
    const place = ring[(start + step) % ring.length]
    if (!place || place.name === self.name) continue
    if (distance(self.position, place.position) > reach) break
    // A mate before `self` by name stands at the far end of the walk, never inside the arc.
    if (place.position === self.position && place.name < self.name) break
    if (place.name !== from) members.push(place)
  }
  return members
}

/**
 * The children among `members` (in ring order) and their arcs. A run never parts members of one position, since its end
 * is told by position alone. Whom `avoid` names gets the item, but is given no one to pass it on to.
 */
export function split(
  members: readonly RingPlace[],
  fanout: number,
  avoid: (name: string) => boolean = () => false,
): Child[] {
  const children: Child[] = []
  let start = 0
  for (let run = 0; run < fanout && start < members.length; run++) {
    const share = Math.ceil((members.length - start) / (fanout - run))
    const end = endOfPosition(members, start + share - 1)
    appendRun(children, members, start, end, avoid)
    start = end + 1
  }
  return children
}

function appendRun(
  children: Child[],
  members: readonly RingPlace[],
  start: number,
  end: number,
  avoid: (name: string) => boolean,
): void {
  const arcEnd = members[end]?.position ?? 0
  for (const [index, { name, leaf }] of members.slice(start, end + 1).entries()) {
    const spread = start + index < end && leaf !== true && !avoid(name)
    children.push({ name, arcEnd, spread })
    if (spread) return
  }
}

function endOfPosition(members: readonly RingPlace[], index: number): number {
  let end = index
  while (end + 1 < members.length && members[end + 1]?.position === members[index]?.position) end++
  return end
}

/** Steps along the ring from one position to another. */
function distance(from: number, to: number): number {
  return (to - from) >>> 0
}
