import { describe, expect, it } from '@jest/globals'
import type { Measurement } from '../../../bench/measurement.ts'
import { type Contender, interleaved, MOST_REPEATS } from '../../../bench/rounds.ts'

const QUIET: Measurement = {
  answered: 100,
  errors: 0,
  seconds: 1,
  perSecond: 100,
  p50Ms: 1,
  p99Ms: 2,
  p999Ms: 3,
  maxMs: 4,
  cpuMicros: {},
  generatorBusy: 0.1,
  othersBusy: 0,
}

function contenders(names: readonly string[], othersBusy: readonly number[] = []) {
  const asked: string[] = []
  const made = names.map((name): Contender => {
    const measure = async () => ({ ...QUIET, othersBusy: othersBusy[asked.push(name) - 1] ?? 0 })
    return { name, measure }
  })
  return { asked, made }
}

describe('the rounds of the benchmark', () => {
  it('[BEN-2] measures all in each round, every second round in the opposite order', async () => {
    const { asked, made } = contenders(['floor', 'ours'])
    const series = await interleaved(made, 3, () => {})
    expect(asked).toEqual(['floor', 'ours', 'ours', 'floor', 'floor', 'ours'])
    expect(series.map(({ name, rounds }) => [name, rounds.length])).toEqual([
      ['floor', 3],
      ['ours', 3],
    ])
  })

  it('[BEN-3] repeats a load that other processes disturbed', async () => {
    const { asked, made } = contenders(['ours'], [0.5, 0.3])
    const [series] = await interleaved(made, 1, () => {})
    expect(asked).toHaveLength(3)
    expect(series?.rounds).toEqual([QUIET])
  })

  it('[BEN-3] takes what it has when they do not stop', async () => {
    const { asked, made } = contenders(['ours'], Array(20).fill(0.5))
    const [series] = await interleaved(made, 1, () => {})
    expect(asked).toHaveLength(MOST_REPEATS + 1)
    expect(series?.rounds[0]?.othersBusy).toBe(0.5)
  })
})
