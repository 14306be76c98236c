import { integerBelow, type RandomStream } from '../../../../src/base/rng.ts'
import { LENGTH_AT } from '../../../../src/gossip/wire/header.ts'
import { HEADER_BYTES, MAX_FRAME_BYTES } from '../../../../src/gossip/wire/limits.ts'
import { withRightSums } from './frame-surgery.ts'

type Mutation = (random: RandomStream, frame: Uint8Array, other: Uint8Array) => Uint8Array

/** Edges of varints, lengths and packed bytes. */
const TELLING_BYTES = [0, 1, 3, 0x0f, 0x10, 0x3f, 0x40, 0x7f, 0x80, 0xc3, 0xf0, 0xfc, 0xff]
const MAX_RUN = 12
/** Of ten mutants nine get their length and checksum made right, so that their bodies are read. */
const LEFT_WRONG = 0.1

function place(random: RandomStream, bytes: Uint8Array): number {
  return integerBelow(random, bytes.length)
}

/** Mostly inside the body: a changed header is soon refused. */
function bodyPlace(random: RandomStream, bytes: Uint8Array): number {
  const body = bytes.length - HEADER_BYTES
  return body < 1 || random.next() < 0.05 ? place(random, bytes) : HEADER_BYTES + integerBelow(random, body)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const MUTATIONS: readonly Mutation[] = [
  function flipBits(random, frame) {
    const mutant = frame.slice()
    for (let left = 1 + integerBelow(random, 3); left > 0; left--) {
      const at = bodyPlace(random, mutant)
      mutant[at] = (mutant[at] ?? 0) ^ (1 << integerBelow(random, 8))
    }
    return mutant
  },
  function setBytes(random, frame) {
    const mutant = frame.slice()
    for (let left = 1 + integerBelow(random, 3); left > 0; left--) {
      mutant[bodyPlace(random, mutant)] = TELLING_BYTES[integerBelow(random, TELLING_BYTES.length)] ?? 0
    }
    return mutant
  },
  function truncate(random, frame) {
    return frame.slice(0, place(random, frame))
  },
  function splice(random, frame, other) {
    return joined(frame.subarray(0, bodyPlace(random, frame)), other.subarray(bodyPlace(random, other)))
  },
  function cutOut(random, frame) {
    const at = bodyPlace(random, frame)
    return joined(frame.subarray(0, at), frame.subarray(at + 1 + integerBelow(random, MAX_RUN)))
  },
  function putIn(random, frame) {
    const run = Uint8Array.from({ length: 1 + integerBelow(random, MAX_RUN) }, () =>
      integerBelow(random, 256),
    )
    const at = bodyPlace(random, frame)
    return joined(frame.subarray(0, at), run, frame.subarray(at))
  },
  function otherHead(random, frame, other) {
    const head = other.slice(0, LENGTH_AT)
    if (random.next() < 0.2) head[integerBelow(random, LENGTH_AT)] = integerBelow(random, 256)
    return joined(head, frame.subarray(LENGTH_AT))
  },
]

/** A frame that is, more likely than not, wrong in one place. */
export function mutantOf(random: RandomStream, frames: readonly Uint8Array[]): Uint8Array {
  const [frame, other] = [pick(random, frames), pick(random, frames)]
  const mutant = pick(random, MUTATIONS)(random, frame, other).slice(0, MAX_FRAME_BYTES)
  return mutant.length < HEADER_BYTES || random.next() < LEFT_WRONG ? mutant : withRightSums(mutant)
}

function pick<T>(random: RandomStream, from: readonly T[]): T {
  const picked = from[integerBelow(random, from.length)]
  if (picked === undefined) throw new Error('there is nothing to pick from')
  return picked
}
