import { describe, expect, it } from '@jest/globals'
import { SteadyClock } from '../../../src/base/steady-clock.ts'

const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

function newClock() {
  let elapsedMs = 5_000
  let offsetMs = START_MS - 5_000
  const jumps: number[] = []
  const clock = new SteadyClock({
    wallMs: () => elapsedMs + offsetMs,
    elapsedMs: () => elapsedMs,
    onJump: (jumpMs) => jumps.push(jumpMs),
  })
  return {
    clock,
    jumps,
    pass: (ms: number) => void (elapsedMs += ms),
    set: (byMs: number) => void (offsetMs += byMs),
    trueMs: () => elapsedMs + START_MS - 5_000,
    certainMs: () => clock.nowMs() - clock.doubtMs(),
  }
}

describe('a steady clock', () => {
  it('[SES-29] is the wall clock while nobody sets that', () => {
    const { clock, pass, jumps } = newClock()
    for (const ms of [0, 1, 999, 60_000]) {
      pass(ms)
      expect(clock.doubtMs()).toBe(0)
    }
    expect(clock.nowMs()).toBe(START_MS + 61_000)
    expect(jumps).toEqual([])
  })

  it('[SES-29] follows small steps both ways without doubt, and never goes back', () => {
    const { clock, set, pass, jumps } = newClock()
    set(300)
    expect(clock.nowMs()).toBe(START_MS + 300)
    set(-500)
    expect(clock.nowMs()).toBe(START_MS + 300)
    pass(10_000)
    expect(clock.nowMs()).toBe(START_MS + 9_800)
    expect(clock.doubtMs()).toBe(0)
    expect(jumps).toEqual([])
  })

  it.each([HOUR_MS, -HOUR_MS])('[SES-29] a jump by %d ms is a doubt of that size, and is told', (jumpMs) => {
    const { clock, set, jumps, trueMs, certainMs } = newClock()
    const beforeMs = clock.nowMs()
    set(jumpMs)
    expect(clock.nowMs()).toBe(Math.max(beforeMs, trueMs() + jumpMs))
    expect(clock.doubtMs()).toBe(HOUR_MS)
    expect(certainMs()).toBe(Math.min(trueMs(), trueMs() + jumpMs))
    expect(jumps).toEqual([jumpMs])
  })

  it.each([HOUR_MS, -HOUR_MS])(
    '[SES-29] after a jump by %d ms it is never ahead in doubt nor behind in certainty',
    (jumpMs) => {
      const { clock, set, pass, trueMs, certainMs } = newClock()
      set(jumpMs)
      let lastMs = clock.nowMs()
      for (let minutes = 0; minutes < 120; minutes++) {
        pass(60_000)
        const nowMs = clock.nowMs()
        expect(nowMs).toBeGreaterThanOrEqual(lastMs)
        expect(nowMs).toBeGreaterThanOrEqual(Math.min(trueMs(), trueMs() + jumpMs))
        expect(certainMs()).toBeLessThanOrEqual(Math.max(trueMs(), trueMs() + jumpMs))
        lastMs = nowMs
      }
    },
  )

  it('[SES-29] after a jump back its time goes on, at nine tenths of the pace or more', () => {
    const { clock, set, pass } = newClock()
    const beganMs = clock.nowMs()
    set(-HOUR_MS)
    for (let seconds = 1; seconds <= 600; seconds++) {
      pass(1_000)
      const passedMs = clock.nowMs() - beganMs
      expect(passedMs).toBeGreaterThanOrEqual(seconds * 900 - 1)
      expect(passedMs).toBeLessThanOrEqual(seconds * 1_000)
    }
  })

  it('[SES-29] a doubt that nothing renews is gone after some hours', () => {
    const { clock, set, pass, trueMs } = newClock()
    set(HOUR_MS)
    clock.nowMs()
    for (let hours = 0; hours < 11; hours++) {
      pass(HOUR_MS)
      clock.nowMs()
    }
    expect(clock.doubtMs()).toBe(0)
    expect(clock.nowMs()).toBe(trueMs() + HOUR_MS)
  })

  it('[SES-29] a jump that is taken back leaves no certainty that is wrong', () => {
    const { clock, set, pass, certainMs, trueMs } = newClock()
    set(HOUR_MS)
    pass(1_000)
    clock.nowMs()
    set(-HOUR_MS)
    pass(1_000)
    expect(clock.nowMs()).toBeGreaterThan(trueMs())
    expect(certainMs()).toBeLessThanOrEqual(trueMs())
  })
})
