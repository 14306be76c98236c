import { integerBelow, type RandomStream } from '../../base/rng.ts'

/** The list in random order, every order as likely as any other (Fisher and Yates); the given list stays as it is. */
export function shuffled<T>(random: RandomStream, list: readonly T[]): T[] {
  return sample(random, list, list.length)
}

/** Up to `count` different members of the list, in random order. */
export function sample<T>(random: RandomStream, list: readonly T[], count: number): T[] {
  const rest = [...list]
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) {
    const index = integerBelow(random, rest.length)
    const chosen = rest[index]
    const last = rest.pop()
    if (chosen === undefined || last === undefined) break
    if (index < rest.length) rest[index] = last
    taken.push(chosen)
  }
  return taken
}
