import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { Scheduler } from '../../../src/simulator/world/scheduler.ts'

describe('virtual time', () => {
  it('[SIM-3] fires events in order of time, equal times in order of scheduling', async () => {
    const scheduler = new Scheduler()
    const random = seededStream(1, 'events')
    const fired: [number, number][] = []
    for (let order = 0; order < 2_000; order++) {
      const atMs = Math.floor(random.next() * 100)
      scheduler.after(atMs, () => fired.push([scheduler.nowMs, order]))
    }
    await scheduler.runUntil(100)
    expect(fired).toHaveLength(2_000)
    expect(fired).toEqual(fired.toSorted(([a, one], [b, two]) => a - b || one - two))
  })

  it('[SIM-3] lets all promises of an event run to their end before the next event', async () => {
    const scheduler = new Scheduler()
    const trace: string[] = []
    scheduler.after(1, () => {
      void (async () => {
        for (let step = 0; step < 50; step++) await Promise.resolve()
        trace.push('promises of the first')
      })()
    })
    scheduler.after(1, () => trace.push('second'))
    await scheduler.runUntil(1)
    expect(trace).toEqual(['promises of the first', 'second'])
  })

  it('[SIM-3] does not fire what was called off, and plays no event after the end', async () => {
    const scheduler = new Scheduler()
    const fired: string[] = []
    const cancel = scheduler.after(1, () => fired.push('called off'))
    scheduler.after(10, () => fired.push('later'))
    cancel()
    await scheduler.runUntil(9)
    expect(fired).toEqual([])
    expect(scheduler.nowMs).toBe(9)
    await scheduler.runUntil(10)
    expect(fired).toEqual(['later'])
  })
})
