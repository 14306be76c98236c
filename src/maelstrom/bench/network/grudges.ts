import { integerBelow, type RandomStream } from '../../../base/rng.ts'

/** By receiver: whom it does not hear. */
export type Grudge = ReadonlyMap<string, ReadonlySet<string>>

const KINDS = [isolateOne, randomHalves, minority, majoritiesRing]

export function drawGrudge(nodes: readonly string[], random: RandomStream): Grudge {
  const kind = KINDS[integerBelow(random, KINDS.length)] ?? isolateOne
  return kind(shuffled(nodes, random))
}

export function isolateOne(nodes: readonly string[]): Grudge {
  return split(nodes.slice(0, 1), nodes.slice(1))
}

export function randomHalves(nodes: readonly string[]): Grudge {
  const middle = Math.floor(nodes.length / 2)
  return split(nodes.slice(0, middle), nodes.slice(middle))
}

/** Below one third; of very few nodes, that would be none. */
export function minority(nodes: readonly string[]): Grudge {
  const count = Math.max(1, Math.floor((nodes.length - 1) / 3))
  return split(nodes.slice(0, count), nodes.slice(count))
}

/** In a ring, each node hears the majority around itself; no two hear the same one. */
export function majoritiesRing(nodes: readonly string[]): Grudge {
  const count = nodes.length
  const majority = Math.floor(count / 2) + 1
  const before = Math.floor((majority - 1) / 2)
  return new Map(
    nodes.map((node, at) => {
      const heard = Array.from({ length: majority }, (_, step) => nodes[(at - before + step + count) % count])
      return [node, new Set(nodes.filter((other) => !heard.includes(other)))]
    }),
  )
}

function split(some: readonly string[], others: readonly string[]): Grudge {
  return new Map([
    ...some.map((node) => [node, new Set(others)] as const),
    ...others.map((node) => [node, new Set(some)] as const),
  ])
}

export function shuffled<T>(items: readonly T[], random: RandomStream): T[] {
  const rest = [...items]
  return items.flatMap(() => rest.splice(integerBelow(random, rest.length), 1))
}
