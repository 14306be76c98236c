import { describe, expect, it } from '@jest/globals'
import { Breaker, FAILURES_UNTIL_OPEN, FIRST_REST_MS, LONGEST_REST_MS } from '../../../src/regions/breaker.ts'

function openBreaker(): Breaker {
  const breaker = new Breaker()
  for (let count = 0; count < FAILURES_UNTIL_OPEN; count++) breaker.failed(0)
  return breaker
}

describe('breaker', () => {
  it('[BRK-1] opens after five failures in a row, not before', () => {
    const breaker = new Breaker()
    for (let count = 1; count < FAILURES_UNTIL_OPEN; count++) breaker.failed(0)
    expect(breaker.tryPass(0)).toBe(true)
    breaker.failed(0)
    expect(breaker.state).toBe('open')
    expect(breaker.tryPass(FIRST_REST_MS - 1)).toBe(false)
  })

  it('[BRK-1] counts only failures in a row', () => {
    const breaker = new Breaker()
    for (let count = 0; count < 3 * FAILURES_UNTIL_OPEN; count++) {
      breaker.failed(0)
      if (count % 2 === 1) breaker.succeeded()
    }
    expect(breaker.state).toBe('closed')
  })

  it('[BRK-2] lets one request try after a rest, and closes when it succeeds', () => {
    const breaker = openBreaker()
    expect(breaker.tryPass(FIRST_REST_MS)).toBe(true)
    expect(breaker.tryPass(FIRST_REST_MS)).toBe(false)
    breaker.succeeded()
    expect(breaker.state).toBe('closed')
    expect(breaker.tryPass(FIRST_REST_MS)).toBe(true)
  })

  it('[BRK-2] rests twice as long after each failed try, up to a bound', () => {
    const breaker = openBreaker()
    let nowMs = 0
    let restMs = FIRST_REST_MS
    for (let tries = 0; tries < 10; tries++) {
      expect(breaker.tryPass(nowMs + restMs - 1)).toBe(false)
      nowMs += restMs
      expect(breaker.tryPass(nowMs)).toBe(true)
      breaker.failed(nowMs)
      restMs = Math.min(2 * restMs, LONGEST_REST_MS)
    }
    expect(restMs).toBe(LONGEST_REST_MS)
  })
})
