import { describe, expect, it } from '@jest/globals'
import {
  type Answer,
  GivenAnswers,
  MAX_ANSWER_BYTES,
  MAX_QUESTIONS,
} from '../../../../src/gossip/engine/given-answers.ts'

const answerOf = (size: number): Answer => ({ ok: true, bytes: new Uint8Array(size) })

describe('answers that were given', () => {
  it('[MESH-74] a question is new once; its repeats find the answer', () => {
    const given = new GivenAnswers()
    expect(given.asked('a:1', 'q')).toBe(true)
    expect(given.asked('a:1', 'q')).toBe(false)
    expect(given.of('a:1', 'q')).toBeUndefined()
    given.given('a:1', 'q', answerOf(3))
    expect(given.of('a:1', 'q')).toEqual(answerOf(3))
    expect(given.asked('b:1', 'q')).toBe(true)
  })

  it('[MESH-74] the oldest are forgotten when they are too many', () => {
    const given = new GivenAnswers()
    for (let index = 0; index <= MAX_QUESTIONS; index++) given.asked('a:1', `q-${index}`)
    expect(given.asked('a:1', 'q-1')).toBe(false)
    expect(given.asked('a:1', 'q-0')).toBe(true)
  })

  it('[MESH-74] or when their answers are too large together', () => {
    const given = new GivenAnswers()
    const count = 16
    const size = MAX_ANSWER_BYTES / count
    for (let index = 0; index <= count; index++) {
      given.asked('a:1', `q-${index}`)
      given.given('a:1', `q-${index}`, answerOf(size))
    }
    const kept = Array.from({ length: count + 1 }, (_, index) => given.of('a:1', `q-${index}`) !== undefined)
    expect(kept).toEqual([false, ...Array.from({ length: count }, () => true)])
    // Forgotten ones take no room: as much again fits.
    given.asked('a:1', 'empty')
    given.given('a:1', 'empty', answerOf(0))
    expect(given.of('a:1', 'q-1')).toBeDefined()
  })

  it('[MESH-74] an answer to a forgotten question is not kept', () => {
    const given = new GivenAnswers()
    given.given('a:1', 'never asked', answerOf(1))
    expect(given.of('a:1', 'never asked')).toBeUndefined()
  })
})
