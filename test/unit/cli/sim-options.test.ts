import { describe, expect, it } from '@jest/globals'
import { readCommandLine } from '../../../src/cli/command-line.ts'
import { readSimOptions, type SimOptions } from '../../../src/cli/sim-options.ts'

const DEFAULTS: SimOptions = {
  what: 'fleet',
  from: 1,
  seeds: 100,
  seconds: 20,
  jobs: 1,
  json: false,
  once: false,
  trace: false,
}

describe('gamemesh sim', () => {
  it.each<[string, Partial<SimOptions>]>([
    ['fleet', {}],
    ['planted', { what: 'planted', seeds: 500 }],
    ['fleet --seed 7', { from: 7, seeds: 1 }],
    ['fleet --seed 7 --trace', { from: 7, seeds: 1, trace: true }],
    ['fleet --seeds 9 --from 4 --seconds 60 --jobs 2', { seeds: 9, from: 4, seconds: 60, jobs: 2 }],
    ['fleet --once --json', { once: true, json: true }],
  ])('[SIM-18] %s', (line, changed) => {
    expect(readSimOptions(line.split(' '))).toEqual({ ...DEFAULTS, ...changed })
    expect(readCommandLine(['sim', ...line.split(' ')])).toMatchObject({ kind: 'sim' })
  })

  it.each([
    ['sim', '"fleet" or "planted"'],
    ['sim world', '"fleet" or "planted"'],
    ['sim fleet now', 'unexpected argument: now'],
    ['sim fleet --seed 1 --seeds 2', '--seed is one seed'],
    ['sim fleet --trace', '--trace shows one seed'],
    ['sim fleet --seeds 0', 'not a whole number from 1'],
    ['sim fleet --seconds 1.5', 'not a whole number from 1'],
    ['sim fleet --jobs many', 'not a whole number from 1'],
    ['sim fleet --port 8080', '--port'],
  ])('[SIM-18] "%s" is refused: %s', (line, message) => {
    const told = readCommandLine(line.split(' '))
    expect(told).toEqual({ kind: 'usage', message: expect.stringContaining(message) })
  })
})
