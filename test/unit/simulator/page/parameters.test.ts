import { describe, expect, it } from '@jest/globals'
import type { EpidemicOptions, Latency } from '../../../../src/simulator/epidemic/options.ts'
import { latencyText, readLatency } from '../../../../src/simulator/page/latency-text.ts'
import { parametersOf, readParameters } from '../../../../src/simulator/page/parameters.ts'

const LATENCIES: ReadonlyArray<readonly [text: string, latency: Latency]> = [
  ['10ms', { kind: 'constant', ms: 10 }],
  ['1ms..100ms', { kind: 'uniform', fromMs: 1, toMs: 100 }],
  ['exponential:20ms', { kind: 'exponential', meanMs: 20 }],
  ['log-normal:20ms/0.5', { kind: 'log-normal', medianMs: 20, sigma: 0.5 }],
  ['regions', { kind: 'regions' }],
]

describe('a latency as text', () => {
  it.each(LATENCIES)('[SIMS-2] says what it means: %s', (text, latency) => {
    expect(readLatency(text)).toEqual(latency)
    expect(latencyText(latency)).toBe(text)
  })

  it('[SIMS-2] takes a number without a unit as milliseconds, and other units', () => {
    expect(readLatency('10')).toEqual({ kind: 'constant', ms: 10 })
    expect(readLatency('1..2.5')).toEqual({ kind: 'uniform', fromMs: 1, toMs: 2.5 })
    expect(readLatency('1s')).toEqual({ kind: 'constant', ms: 1_000 })
  })

  it.each([
    '',
    'ms',
    '10 ms',
    '1..',
    '..2',
    '1..2..3',
    'uniform:1..2',
    'exponential:',
    'log-normal:20ms',
    '1.2.3',
  ])('[SIMS-4] is refused: %j', (text) => {
    expect(() => readLatency(text)).toThrow('latency is ')
  })
})

describe('parameters', () => {
  const base: EpidemicOptions = { nodes: 40, seed: 1, durationMs: 5_000 }

  it('[SIMS-2] change the options that they name and leave the others', () => {
    expect(readParameters(new URLSearchParams('nodes=7&drop=0.5&origin=2'), base)).toEqual({
      ...base,
      nodes: 7,
      drop: 0.5,
      origins: [2],
    })
  })

  it('[SIMS-2] can be had back from options', () => {
    const text = 'nodes=7&fanout=2&drop=0.5&latency=1ms..9ms&strategy=pull&topology=ring&seed=-4&origin=3'
    expect(parametersOf(readParameters(new URLSearchParams(text), base)).toString()).toBe(text)
  })
})
