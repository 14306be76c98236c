import type { ByteReader } from '../wire/byte-reader.ts'
import type { ByteWriter } from '../wire/byte-writer.ts'
import { compareText } from './order.ts'
import type { Dot, VectorClock } from './vector-clock.ts'

/** An actor's place and its last counter take at least a byte each. */
export const MIN_DOT_BYTES = 2

/**
 * What of two replicas' dots is left when they merge: what both have, and what one has and the other never saw. What the
 * other saw and no longer has was removed there; that is why no tombstone is needed (Bieniusa et al., "An optimized
 * conflict-free replicated set", 2012). As a write replaces the actor's earlier ones, there is one dot per actor.
 */
export function survivors<D extends Dot>(
  ours: readonly D[],
  ourContext: VectorClock,
  theirs: readonly D[],
  theirContext: VectorClock,
): D[] {
  const theirCounters = new Map(theirs.map(({ actor, counter }) => [actor, counter]))
  return [
    ...ours.filter((dot) => !theirContext.covers(dot) || theirCounters.get(dot.actor) === dot.counter),
    ...theirs.filter((dot) => !ourContext.covers(dot)),
  ]
}

export function inActorOrder<D extends Dot>(dots: readonly D[]): readonly D[] {
  return dots.length < 2 ? dots : dots.toSorted((a, b) => compareText(a.actor, b.actor))
}

/** A dot's actor is told by its place among the context's actors: a byte or two instead of a name. */
export function placesOf(context: VectorClock): ReadonlyMap<string, number> {
  return new Map(context.actors.map((actor, place) => [actor, place]))
}

export function writeDot(writer: ByteWriter, dot: Dot, places: ReadonlyMap<string, number>): void {
  writer.varint(places.get(dot.actor) ?? 0)
  writer.varint(dot.counter)
}

/** Dots come in the order of their actors, one of each, and only such as the context has seen. */
export function readDot(
  reader: ByteReader,
  context: VectorClock,
  actors: readonly string[],
  previous: Dot | undefined,
): Dot {
  const dot = { actor: actors[reader.varint()] ?? '', counter: reader.varint() }
  const inOrder = previous === undefined || previous.actor < dot.actor
  if (dot.counter === 0 || !inOrder || !context.covers(dot)) reader.fail()
  return dot
}
