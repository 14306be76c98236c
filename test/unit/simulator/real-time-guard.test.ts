import { describe, expect, it } from '@jest/globals'
import { RealTimeGuard } from '../../../src/simulator/world/real-time-guard.ts'

describe('the guard against real time and chance', () => {
  it('[SIM-3] notes each use, and puts everything back', () => {
    const sources: ReadonlyArray<readonly [owner: object, name: string]> = [
      [Date, 'now'],
      [Math, 'random'],
      [performance, 'now'],
      [AbortSignal, 'timeout'],
      [globalThis, 'setTimeout'],
    ]
    const functions = () => sources.map(([owner, name]): unknown => Reflect.get(owner, name))
    const before = functions()
    const guard = new RealTimeGuard()
    guard.watch()
    expect(Date.now()).toBeGreaterThan(0)
    expect(Math.random()).toBeLessThan(1)
    clearTimeout(setTimeout(() => {}, 1))
    expect(performance.now()).toBeGreaterThan(0)
    const uses = guard.end()
    expect(uses.map((use) => use.split(' ')[0])).toEqual(
      expect.arrayContaining(['Date.now', 'Math.random', 'setTimeout', 'performance.now']),
    )
    expect(functions()).toEqual(before)
    expect(Date.now()).toBeGreaterThan(0)
    expect(guard.end()).toHaveLength(uses.length)
  })
})
