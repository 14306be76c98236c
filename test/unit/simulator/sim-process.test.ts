import { describe, expect, it } from '@jest/globals'
import { Scheduler } from '../../../src/simulator/world/scheduler.ts'
import { SimClock } from '../../../src/simulator/world/sim-clock.ts'
import { SimProcess } from '../../../src/simulator/world/sim-process.ts'
import { simRuntime } from '../../../src/simulator/world/sim-runtime.ts'

function world() {
  const scheduler = new Scheduler()
  const life = new SimProcess('server', scheduler)
  const clock = new SimClock(scheduler)
  const runtime = simRuntime({ scheduler, seed: 1, life, clock })
  return { scheduler, life, clock, runtime }
}

describe('a simulated process', () => {
  it('[SIM-14] once killed it runs nothing more: no timer, no answer', async () => {
    const { scheduler, life, runtime } = world()
    const steps: string[] = []
    void (async () => {
      steps.push('begun')
      await runtime.sleep(10)
      steps.push('went on')
    })()
    scheduler.after(5, () => life.kill())
    scheduler.after(20, () => life.deliver(() => steps.push('got an answer')))
    await scheduler.runUntil(100)
    expect(steps).toEqual(['begun'])
    expect(life.isAlive).toBe(false)
  })

  it('[SIM-14] paused it does nothing; then all follows in the order in which it came', async () => {
    const { scheduler, life, runtime } = world()
    const steps: string[] = []
    void runtime.sleep(10).then(() => steps.push(`timer at ${scheduler.nowMs}`))
    scheduler.after(5, () => life.pause())
    scheduler.after(20, () => life.deliver(() => steps.push(`answer at ${scheduler.nowMs}`)))
    scheduler.after(50, () => life.resume())
    await scheduler.runUntil(100)
    expect(steps).toEqual(['timer at 50', 'answer at 50'])
  })

  it('[SIM-14] killed while paused it is gone with all that it was to find', async () => {
    const { scheduler, life } = world()
    const steps: string[] = []
    life.pause()
    life.deliver(() => steps.push('held'))
    life.kill()
    life.resume()
    await scheduler.runUntil(10)
    expect(steps).toEqual([])
  })

  it('[SIM-14] who waits for its death is told once', () => {
    const { life } = world()
    let told = 0
    life.whenDead(() => (told += 1))
    const forget = life.whenDead(() => (told += 10))
    forget()
    life.kill()
    life.kill()
    expect(told).toBe(1)
  })

  it('[SIM-14] its clock may be set by an hour both ways: time does not go back, and there is doubt', async () => {
    for (const jumpMs of [3_600_000, -3_600_000]) {
      const { scheduler, clock, runtime } = world()
      const beforeMs = runtime.wallNowMs()
      expect(runtime.clockDoubtMs()).toBe(0)
      await scheduler.runUntil(1_000)
      expect(runtime.wallNowMs()).toBe(beforeMs + 1_000)
      clock.jump(jumpMs)
      expect(runtime.wallNowMs()).toBeGreaterThanOrEqual(beforeMs + 1_000)
      expect(runtime.wallNowMs() - runtime.clockDoubtMs()).toBeLessThanOrEqual(beforeMs + 1_000)
    }
  })
})
