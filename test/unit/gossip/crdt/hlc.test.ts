import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { DEFAULT_MAX_DRIFT_NANOS, HybridClock } from '../../../../src/gossip/crdt/hlc.ts'
import { MAX_NANOS, msOfNanos, nanosOfMs, parseNanos } from '../../../../src/gossip/crdt/nanos.ts'

const wall = fc.bigInt(0n, 10n)

describe('the hybrid clock', () => {
  it('[CRDT-10] gives later and later moments, whatever the wall clock does', () => {
    fc.assert(
      fc.property(fc.array(wall, { minLength: 2 }), (walls) => {
        const clock = new HybridClock()
        let last = -1n
        for (const nanos of walls) {
          const now = clock.now(nanos)
          expect(now > last && now >= nanos).toBe(true)
          last = now
        }
      }),
    )
  })

  it('[CRDT-10] stamps what knows of something later than that, between nodes whose clocks differ', () => {
    const hops = fc.array(fc.record({ at: fc.nat(2), wall }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(hops, (path) => {
        const clocks = [new HybridClock(), new HybridClock(), new HybridClock()]
        let carried: bigint | undefined
        for (const { at, wall: nanos } of path) {
          const clock = clocks[at]
          if (!clock) throw new Error('no such node')
          if (carried !== undefined) expect(clock.observe(carried, nanos)).toBe(true)
          const now = clock.now(nanos)
          expect(carried === undefined || now > carried).toBe(true)
          carried = now
        }
      }),
    )
  })

  it('[CRDT-10] keeps to the wall clock while that goes on', () => {
    const clock = new HybridClock()
    expect(clock.now(1000n)).toBe(1000n)
    expect(clock.now(1000n)).toBe(1001n)
    expect(clock.now(5000n)).toBe(5000n)
  })

  it('[CRDT-11] refuses a moment further ahead than the bound, and does not follow it', () => {
    const clock = new HybridClock()
    const limit = 1000n + DEFAULT_MAX_DRIFT_NANOS
    expect(clock.observe(limit + 1n, 1000n)).toBe(false)
    expect(clock.now(1000n)).toBe(1000n)
    expect(clock.observe(limit, 1000n)).toBe(true)
    expect(clock.now(1000n)).toBe(limit + 1n)
  })

  it('[CRDT-11] cannot be driven to the end of time', () => {
    const clock = new HybridClock(MAX_NANOS)
    expect(clock.observe(MAX_NANOS, MAX_NANOS - 1n)).toBe(false)
    expect(clock.observe(MAX_NANOS - 1n, 0n)).toBe(true)
    expect(clock.now(0n)).toBe(MAX_NANOS)
  })
})

describe('moments', () => {
  it('[CRDT-12] keep their 19 digits', () => {
    const digits = '1696012345000000001'
    expect(String(parseNanos(digits))).toBe(digits)
    expect(parseNanos('1696012345000000002')).toBe(1696012345000000002n)
    expect(parseNanos(String(MAX_NANOS))).toBe(MAX_NANOS)
  })

  it.each(['', '01', '-1', '1.0', '1e3', ' 1', '9223372036854775808', '99999999999999999999', '0x1', '١'])(
    '[CRDT-12] are not made of %j',
    (digits) => {
      expect(parseNanos(digits)).toBeUndefined()
    },
  )

  it('[CRDT-12] follow a wall clock in milliseconds', () => {
    expect(nanosOfMs(1696012345000)).toBe(1696012345000000000n)
    expect(nanosOfMs(0.5)).toBe(500_000n)
    expect(msOfNanos(1696012345000500000n)).toBe(1696012345000.5)
  })
})
