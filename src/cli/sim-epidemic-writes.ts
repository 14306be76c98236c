import { MERGES, type Merge, type Write } from '../simulator/epidemic/values/merge-rules.ts'
import { nodeOf } from './sim-epidemic-schedule.ts'
import type { SimWords } from './sim-flags.ts'
import { refused, wordOf } from './sim-values.ts'

export interface EpidemicWrites {
  readonly writes: readonly Write[]
  /** Node i makes write i. */
  readonly origins: readonly number[]
  readonly merge: Merge
}

/** Each is kept by each node: what that takes is bounded by both. */
const MOST_WRITES = 100
const MOST_NODES_WITH_WRITES = 10_000
const FORM = "a key, a JSON value and a node, such as 'score=10@node-3'"

/** The writes that broadcasts carry, if there are any: `--write x=1@node-3`. */
export function writesOf(words: SimWords, nodes: number): EpidemicWrites | undefined {
  const texts = words.list('write')
  if (texts.length === 0) {
    if (words.isSet('merge')) throw new Error('--merge: it is about writes; give --write as well')
    return undefined
  }
  for (const name of ['messages', 'origin'])
    if (words.isSet(name)) throw new Error(`--${name}: each --write is a broadcast and names its origin`)
  if (texts.length > MOST_WRITES) throw new Error(`--write: ${texts.length} of them; allowed: ${MOST_WRITES}`)
  if (nodes > MOST_NODES_WITH_WRITES)
    throw new Error(`--nodes ${nodes}: with --write at most ${MOST_NODES_WITH_WRITES}`)
  const merge = wordOf('merge', words.text('merge') ?? 'lww', MERGES)
  const read = texts.map((text) => writeOf(text, nodes, merge))
  return { writes: read.map(({ write }) => write), origins: read.map(({ origin }) => origin), merge }
}

function writeOf(text: string, nodes: number, merge: Merge): { write: Write; origin: number } {
  const [, key, json, node] = /^([^=]+)=(.+)@([^@]+)$/.exec(text) ?? []
  if (key === undefined || json === undefined || node === undefined) throw refused('write', text, FORM)
  const value = parsed(json)
  if (value === undefined) throw refused('write', text, FORM)
  const isNumber = typeof value === 'number' && Number.isFinite(value)
  if (merge === 'max' && !isNumber) throw refused('write', text, 'with --merge max a number')
  if (merge === 'crdt' && !(isNumber && Number.isSafeInteger(value) && value >= 0))
    throw refused('write', text, 'with --merge crdt a whole number from 0 on')
  return { write: { key, value }, origin: nodeOf('write', node, nodes) }
}

function parsed(json: string): Write['value'] | undefined {
  try {
    return JSON.parse(json) as Write['value']
  } catch {
    return undefined
  }
}
