import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { freshFolder, gamemeshSim } from './sim-commands.ts'

const TEST_TIMEOUT_MS = 120_000
const KILL = [
  'cluster',
  '--nodes',
  '6',
  '--kill',
  'node-3@500ms',
  '--duration',
  '15s',
  '--broadcasts',
  '2',
  '--writes',
  '2',
]

describe('gamemesh sim cluster', () => {
  it(
    '[SIMR-12] tells who died, when that was noticed, and what each node holds of the others',
    () => {
      const { status, stdout, stderr } = gamemeshSim(...KILL, '--members')
      expect(stderr).toBe('')
      expect(status).toBe(0)
      expect(stdout).toMatch(/^=== Gossip Cluster Simulation ===\nNodes: 6\n/)
      expect(stdout).toContain('500ms: node-3 is killed')
      expect(stdout).toMatch(/^\d+ms: node-3 is held for dead by node-\d and by 4 more until \d+ms$/m)
      expect(stdout).toMatch(/^node-3 died at 500ms: suspected after \d+ms, .* dead at 5 of 5 nodes$/m)
      const views = stdout.split('\n').filter((line) => line.includes(' holds '))
      expect(views).toHaveLength(5)
      for (const view of views) expect(view).toMatch(/node-3 (dead|left)/)
      expect(stdout).toMatch(/^CONVERGED: all live nodes agree/m)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-4, SIMR-5] gives the same bytes for the same seed, in the envelope of all levels',
    () => {
      const [one, other] = [gamemeshSim(...KILL, '--json'), gamemeshSim(...KILL, '--json')]
      expect(other.stdout).toBe(one.stdout)
      const report = JSON.parse(one.stdout)
      expect(report).toMatchObject({
        level: 'cluster',
        seed: 1,
        ok: true,
        options: { nodes: 6, detector: 'swim' },
        result: { deaths: [{ node: 'node-3' }] },
      })
      expect(report.traceHash).toBe(report.result.traceHash)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-6, SIMR-7] gives views over time as CSV, and frames as a trace with the fields of all levels',
    () => {
      const file = join(freshFolder(), 'out.jsonl')
      const { stdout } = gamemeshSim(...KILL, '--csv', '--trace', file)
      expect(stdout).toMatch(/^at_ms,live_nodes,accuracy,missing,suspected,lingering,states\n0,6,1,/)
      const [first = ''] = readFileSync(file, 'utf8').split('\n')
      expect(Object.keys(JSON.parse(first)).slice(0, 7)).toEqual([
        'timestamp',
        'from',
        'to',
        'messageId',
        'type',
        'hops',
        'dropped',
      ])
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[CLU-17] shows both detectors side by side, in the same course of faults',
    () => {
      const { status, stdout } = gamemeshSim(...KILL, '--detector', 'both')
      expect(status).toBe(0)
      const [header = '', swim = '', phi = ''] = stdout.split('\n')
      expect(header).toMatch(/^Detector +First to know +Last to know +False deaths +Refuted/)
      expect(swim).toMatch(/^swim +\d+ms +\d+ms +0 +0 +\d/)
      expect(phi).toMatch(/^phi +\d+ms +\d+ms +0 +0 +\d/)
      const { result } = JSON.parse(gamemeshSim(...KILL, '--detector', 'both', '--json').stdout)
      expect(result.detectors.map(({ detector }: { detector: string }) => detector)).toEqual(['swim', 'phi'])
      const refused = gamemeshSim(...KILL, '--detector', 'both', '--csv')
      expect(refused.status).toBe(2)
      expect(refused.stderr).toContain('--csv: it shows one course; with --detector both there are two')
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-13] plays many seeds',
    () => {
      const { status, stdout } = gamemeshSim(...KILL, '--seeds', '3')
      expect(status).toBe(0)
      expect(stdout).toContain('Seeds 1 to 3: 3 of 3 converged')
    },
    TEST_TIMEOUT_MS,
  )
})

describe('gamemesh sim bench', () => {
  it(
    '[SIMR-9] prints push, pull and push-pull side by side',
    () => {
      const { status, stdout, stderr } = gamemeshSim('bench', 'strategies', '--nodes', '100', '--seeds', '5')
      expect(stderr).toBe('')
      expect(status).toBe(0)
      for (const name of ['push ', 'pull ', 'push-pull ', 'broadcast ', 'chain ', 'push (blockchain)'])
        expect(stdout).toContain(`\n${name}`)
      expect(stdout).toContain('n(n-1)/2 = 4,950')
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-11] compares heartbeats to all with SWIM, measured on the real engine',
    () => {
      const { stdout } = gamemeshSim('bench', 'failure-detection', '--sizes', '4,16', '--json')
      const rows: Record<string, number>[] = JSON.parse(stdout).result.failureDetection
      const [few, many] = rows
      expect([few?.['heartbeats'], many?.['heartbeats']]).toEqual([3, 15])
      expect(many?.['swimMessages']).toBeLessThan(15 / 3)
      expect(many?.['swimMessages']).toBeLessThan(2 * (few?.['swimMessages'] ?? 0))
      for (const { lastAfterMs, falseDeaths } of rows) {
        expect(lastAfterMs).toBeLessThan(10_000)
        expect(falseDeaths).toBe(0)
      }
    },
    TEST_TIMEOUT_MS,
  )
})
