import { parseArgs } from 'node:util'

export const STORES = ['embedded', 'cassandra'] as const
export type Store = (typeof STORES)[number]

const DEFAULT_ROUNDS: Readonly<Record<Store, number>> = { embedded: 20, cassandra: 5 }
const MAX_SEED = 2 ** 48

export interface Options {
  readonly stores: readonly Store[]
  readonly roundsOf: (store: Store) => number
  readonly seed: number
}

export const USAGE = `usage: node test/crash/main.ts [--store embedded|cassandra|both] [--rounds N] [--seed N]`

/** Throws with a message for whoever typed it. */
export function readCommandLine(words: readonly string[], randomSeed: () => number): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      store: { type: 'string', default: 'both' },
      rounds: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const stores = STORES.filter((store) => values.store === 'both' || values.store === store)
  if (stores.length === 0) throw new Error(`--store is embedded, cassandra or both, not ${values.store}`)
  const rounds = values.rounds === undefined ? undefined : whole('--rounds', values.rounds, 1)
  return {
    stores,
    roundsOf: (store) => rounds ?? DEFAULT_ROUNDS[store],
    seed: values.seed === undefined ? randomSeed() : whole('--seed', values.seed, 0),
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value >= MAX_SEED)
    throw new Error(`${name} is a whole number from ${least}, not ${text}`)
  return value
}
