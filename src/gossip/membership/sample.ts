import { integerBelow, type RandomStream } from '../../base/rng.ts'

/** The list in random order, every order as likely as any other (Fisher and Yates); the given list stays as it is. */
export function shuffled<T>(random: RandomStream, list: readonly T[]): T[] {
  return sample(random, list, list.length)
}

/**
 * Up to `count` different members of the list, in random order. The list may be long and few of it wanted: instead of
 * copying it, what has moved to another place is remembered.
 */
export function sample<T>(random: RandomStream, list: readonly T[], count: number): T[] {
  const moved = new Map<number, T>()
  const at = (index: number) => moved.get(index) ?? list[index]
  const taken: T[] = []
  for (let left = list.length; taken.length < count && left > 0; left--) {
    const index = integerBelow(random, left)
    const chosen = at(index)
    const last = at(left - 1)
    if (chosen === undefined || last === undefined) break
    moved.set(index, last)
    taken.push(chosen)
  }
  return taken
}
