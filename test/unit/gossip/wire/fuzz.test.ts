import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { seededStream } from '../../../../src/base/rng.ts'
import { MESSAGE_TYPES } from '../../../../src/gossip/wire/bodies.ts'
import { MEANING_FLAGS } from '../../../../src/gossip/wire/flags.ts'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { FLAGS_AT, type FrameFault } from '../../../../src/gossip/wire/header.ts'
import type { Message } from '../../../../src/gossip/wire/messages.ts'
import { ARBITRARY_DELTA, ARBITRARY_MESSAGE } from './arbitrary-messages.ts'
import { withRightSums } from './frame-surgery.ts'
import { readGoldenFrames } from './golden-frames.ts'
import { mutantOf } from './mutate.ts'

const MUTANTS = 1_000_000
const SEED = 20_261_121
const TIME_LIMIT_MS = 300_000
const MAX_SHOWN = 5

const FAULTS: readonly FrameFault[] = [
  'bad_magic',
  'too_long',
  'truncated',
  'trailing_bytes',
  'bad_checksum',
  'unknown_version',
  'unknown_type',
  'unknown_flags',
  'bad_body',
]

/** How many mutants became what: a type of message, or a fault. */
type Tally = Map<string, number>

const arbitrary = fc.sample(fc.oneof(ARBITRARY_MESSAGE, ARBITRARY_DELTA), { seed: SEED, numRuns: 300 })
const frames = [...readGoldenFrames().values(), ...arbitrary.map((message) => encodeFrame(message, 1))]

/** Their values are constants of the program. */
const NAMES_OF_CASES = new Set(['type', 'code', 'kind', 'status'])

/** What a decoded value holds: characters, bytes, and one for each item of a list. */
function weightOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + weightOf(item), value.length)
  const fields = Object.entries(value).filter(([name]) => !NAMES_OF_CASES.has(name))
  return fields.reduce((sum, [, field]) => sum + weightOf(field), 0)
}

/** Every message has one frame; hints and what ignores them aside, that is the one it came in. */
function comesBack(frame: Uint8Array, message: Message, version: number): boolean {
  const plain = frame.slice()
  plain[FLAGS_AT] = (plain[FLAGS_AT] ?? 0) & MEANING_FLAGS
  return Buffer.compare(encodeFrame(message, version), withRightSums(plain)) === 0
}

/** The mutants that did not do what they should, and in `tally` what became of them all. */
function unsound(count: number, tally: Tally): string[] {
  const random = seededStream(SEED, 'mutants')
  const found: string[] = []
  for (let index = 0; index < count && found.length < MAX_SHOWN; index++) {
    const mutant = mutantOf(random, frames)
    const decoded = decodeFrame(mutant)
    const outcome = decoded.ok ? decoded.message.type : decoded.reason
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    if (!decoded.ok) continue
    const { message, version } = decoded
    const sound = weightOf(message) <= mutant.length && comesBack(mutant, message, version)
    if (!sound) found.push(Buffer.from(mutant).toString('hex'))
  }
  return found
}

describe('a million mutated frames', () => {
  it(
    '[WIRE-14] are refused by name, or give a message that takes no more than they do and is written as it came',
    () => {
      const tally: Tally = new Map()
      expect(unsound(MUTANTS, tally)).toEqual([])
      expect([...tally.keys()].toSorted()).toEqual([...MESSAGE_TYPES, ...FAULTS].toSorted())
    },
    TIME_LIMIT_MS,
  )
})
