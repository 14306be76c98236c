import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'

const TEST_TIMEOUT_MS = 120_000

function gamemesh(...words: string[]) {
  return spawnSync(process.execPath, ['src/cli/main.ts', 'sim', ...words], { encoding: 'utf8' })
}

const withoutTime = (text: string): object => ({ ...JSON.parse(text), seconds: 0, jobs: 0 })

describe('gamemesh sim fleet', () => {
  it(
    '[SIM-18] gives one summary, however many processes share the seeds',
    () => {
      const words = ['fleet', '--seeds', '4', '--seconds', '5', '--json']
      const alone = gamemesh(...words)
      const shared = gamemesh(...words, '--jobs', '3')
      expect(alone.stderr).toBe('')
      expect(alone.status).toBe(0)
      expect(withoutTime(shared.stdout)).toEqual(withoutTime(alone.stdout))
      expect(withoutTime(alone.stdout)).toMatchObject({ seeds: 4, failed: [] })
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIM-18] shows for one seed everything that happens',
    () => {
      const { stdout, stderr, status } = gamemesh('fleet', '--seed', '3', '--seconds', '2', '--trace')
      expect(status).toBe(0)
      expect(stdout).toContain('main starts')
      expect(stderr).toMatch(/seed 3: trace [0-9a-f]{16}/)
    },
    TEST_TIMEOUT_MS,
  )
})
