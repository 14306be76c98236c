import { describe, expect, it } from '@jest/globals'
import { runEpidemic } from '../../../../src/simulator/epidemic/run-epidemic.ts'
import { BoundedRuns, MAX_RUNS_AT_ONCE } from '../../../../src/simulator/serve/bounded-runs.ts'

const forever = new AbortController().signal

describe('runs for visitors', () => {
  it('[SIMS-2] come to what a run at once comes to', async () => {
    const options = { nodes: 300, seed: 5, drop: 0.3 }
    const epidemic = await new BoundedRuns().run(options, forever)
    expect(epidemic.report()).toEqual(runEpidemic(options))
  })

  it('[SIMS-7] are few at once, and refused beyond', async () => {
    const runs = new BoundedRuns()
    const first = Array.from({ length: MAX_RUNS_AT_ONCE }, () => runs.run({ nodes: 10 }, forever))
    await expect(runs.run({ nodes: 10 }, forever)).rejects.toMatchObject({ code: 'overloaded' })
    await Promise.all(first)
    await expect(runs.run({ nodes: 10 }, forever)).resolves.toBeDefined()
  })

  it('[SIMS-7] end when nobody waits for them', async () => {
    const runs = new BoundedRuns()
    const gone = AbortSignal.abort(new Error('gone'))
    for (let turn = 0; turn <= MAX_RUNS_AT_ONCE; turn++)
      await expect(runs.run({ nodes: 10 }, gone)).rejects.toThrow('gone')
  })
})
