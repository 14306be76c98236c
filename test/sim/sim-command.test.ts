import { describe, expect, it } from '@jest/globals'
import { gamemeshSim } from './sim-commands.ts'

const TEST_TIMEOUT_MS = 120_000

describe('gamemesh sim fleet', () => {
  it(
    '[SIM-18, SIMR-5] gives one summary, however many processes share the seeds',
    () => {
      const words = ['fleet', '--seeds', '4', '--seconds', '5', '--json']
      const alone = gamemeshSim(...words)
      const shared = gamemeshSim(...words, '--jobs', '3')
      expect(alone.stderr).toBe('')
      expect(alone.status).toBe(0)
      expect(shared.stdout).toBe(alone.stdout)
      expect(JSON.parse(alone.stdout)).toMatchObject({
        level: 'fleet',
        ok: true,
        options: { from: 1, seeds: 4 },
        result: { seeds: 4, failed: [] },
      })
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIM-18] shows for one seed everything that happens',
    () => {
      const { stdout, stderr, status } = gamemeshSim('fleet', '--seed', '3', '--seconds', '2', '--trace')
      expect(status).toBe(0)
      expect(stdout).toContain('main starts')
      expect(stderr).toMatch(/seed 3: trace [0-9a-f]{16}/)
    },
    TEST_TIMEOUT_MS,
  )
})

describe('gamemesh sim mesh', () => {
  it(
    '[SIM-18, SIMR-5] checks real engines seed by seed, however many processes share them',
    () => {
      const alone = gamemeshSim('mesh', '--seeds', '3', '--once', '--json')
      const shared = gamemeshSim('mesh', '--seeds', '3', '--once', '--json', '--jobs', '2')
      expect(alone.status).toBe(0)
      expect(JSON.parse(alone.stdout)).toMatchObject({
        level: 'mesh',
        ok: true,
        result: { seeds: 3, failed: [] },
      })
      expect(shared.stdout).toBe(alone.stdout)
    },
    TEST_TIMEOUT_MS,
  )
})
