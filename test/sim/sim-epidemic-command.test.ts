import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { freshFolder, gamemeshSim } from './sim-commands.ts'

const TEST_TIMEOUT_MS = 120_000

describe('gamemesh sim', () => {
  it(
    '[SIMR-1] alone plays the classic run, and prints it as it was always printed',
    () => {
      const { stdout, stderr, status } = gamemeshSim()
      expect(stderr).toBe('')
      expect(status).toBe(0)
      const lines = stdout.split('\n')
      expect(lines.slice(0, 7)).toEqual([
        '=== Gossip Network Simulation ===',
        'Nodes: 10',
        'Fanout: 3',
        'Latency: 10ms',
        'Drop rate: 5%',
        '',
        'Initiating broadcast from node-0...',
      ])
      const rounds = lines.filter((line) => line.startsWith('Round '))
      for (const line of rounds)
        expect(line).toMatch(/^Round \d+: \d+ nodes have the message( \(CONVERGED\))?$/)
      const counts = rounds.map((line) => Number(/: (\d+) nodes/.exec(line)?.[1]))
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      expect(rounds.map((line) => line.endsWith(' nodes have the message (CONVERGED)')).indexOf(true)).toBe(
        rounds.length - 1,
      )
      expect(counts.at(-1)).toBe(10)
      for (const line of [
        /^Total messages: \d+$/m,
        /^Dropped messages: \d+$/m,
        /^Convergence time: \d+ms$/m,
        /^Average hops: \d+\.\d$/m,
        /^Predicted rounds: .*, measured: \d/m,
      ])
        expect(stdout).toMatch(line)
    },
    TEST_TIMEOUT_MS,
  )

  it.each([
    [[]],
    [['epidemic', '--nodes', '300', '--json']],
    [['--nodes', '40', '--csv', '--seed', '9']],
    [['--nodes', '40', '--trace']],
    [['--nodes', '30', '--seeds', '5', '--json']],
  ])(
    '[SIMR-4] gives the same bytes for the same seed: %j',
    (words: string[]) => {
      const [one, other] = [gamemeshSim(...words), gamemeshSim(...words)]
      expect(one.status).toBe(0)
      expect(one.stdout.length).toBeGreaterThan(100)
      expect(other.stdout).toBe(one.stdout)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-4] takes another course for another seed',
    () => {
      const [one, other] = ['1', '2'].map((seed) => gamemeshSim('--seed', seed, '--trace').stdout)
      expect(one).not.toBe(other)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-5] tells in JSON the five classic figures, which agree with each other, and how to get them again',
    () => {
      const report = JSON.parse(gamemeshSim('--nodes', '50', '--seed', '3', '--json').stdout)
      expect(report).toMatchObject({
        level: 'epidemic',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        seed: 3,
        ok: true,
        options: { nodes: 50, fanout: 3, drop: 0.05 },
        traceHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      })
      const { totalMessages, deliveredMessages, droppedMessages, messagesByRound } = report.result
      expect(totalMessages).toBe(deliveredMessages + droppedMessages)
      expect(messagesByRound.reduce((sum: number, one: number) => sum + one, 0)).toBe(totalMessages)
      expect(report.result.convergenceMs).toBeGreaterThan(0)
      expect(report.result.averageHops).toBeGreaterThan(0)
      expect(report.result.nodeStates).toEqual({ informed: 50, missing: 0, down: 0 })
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-7] writes every message as a line of JSON, dropped ones too',
    () => {
      const file = join(freshFolder(), 'out.jsonl')
      const { stdout } = gamemeshSim('--drop', '0.3', '--nodes', '30', '--trace', file)
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      const events: Record<string, unknown>[] = lines.map((line) => JSON.parse(line))
      expect(stdout).toContain(`Total messages: ${events.length}\n`)
      expect(stdout).toContain(
        `Dropped messages: ${events.filter(({ dropped }) => dropped === true).length}\n`,
      )
      for (const event of events)
        expect(Object.keys(event)).toEqual([
          'timestamp',
          'from',
          'to',
          'messageId',
          'type',
          'hops',
          'dropped',
        ])
      const types = new Set(events.map(({ type }) => type))
      expect([...types].every((type) => ['ping', 'ack', 'update', 'broadcast'].includes(String(type)))).toBe(
        true,
      )
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-7] ends quietly when nobody reads its trace any more, and holds no more of it than a piece',
    () => {
      const command = `"${process.execPath}" --max-old-space-size=64 src/cli/main.ts sim --nodes 100000 --trace`
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', `${command} | head -n 2; echo "\${PIPESTATUS[0]}"`],
        {
          encoding: 'utf8',
        },
      )
      expect(stderr).toBe('')
      expect(stdout.trim().split('\n')).toEqual([
        expect.stringContaining('"type":"broadcast"'),
        expect.stringContaining('"type":"broadcast"'),
        '0',
      ])
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-7] a slow reader gets everything',
    () => {
      const command = `"${process.execPath}" src/cli/main.ts sim --nodes 20000 --trace 2>/dev/null | (sleep 0.5; wc -l)`
      const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
      const total = JSON.parse(gamemeshSim('--nodes', '20000', '--json').stdout).result.totalMessages
      expect(Number(stdout)).toBe(total)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-2] ends with 1, and says how far it came, if it does not converge',
    () => {
      const { status, stdout, stderr } = gamemeshSim('--nodes', '100', '--strategy', 'relay-once')
      expect(status).toBe(1)
      expect(stdout).not.toContain('(CONVERGED)')
      expect(stderr).toMatch(
        /^gamemesh: seed 1: not converged: \d+ of 100 live nodes have the message after \d+ms\n$/,
      )
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-13] plays many seeds and says how many converged',
    () => {
      const all = gamemeshSim('--nodes', '100', '--seeds', '100')
      expect(all.status).toBe(0)
      expect(all.stdout).toContain('Seeds 1 to 100: 100 of 100 converged')
      const none = gamemeshSim('--nodes', '100', '--seeds', '5', '--strategy', 'relay-once')
      expect(none.status).toBe(1)
      expect(none.stderr).toContain('5 of 5 seeds did not converge')
    },
    TEST_TIMEOUT_MS,
  )

  it.each([
    ['--drop', '1.5'],
    ['--nodes', '0'],
    ['--nodes', '10', '--fanout', '11'],
    ['--strategy', 'shout'],
    ['--partition', 'node-0@1s'],
    ['--kill', 'node-3'],
    ['--nodes', '10', '--nodez'],
    ['cluster', '--drop', 'x'],
    ['bench', 'speed'],
    ['nothing'],
  ])('[SIMR-3] refuses %s %s %s %s with one line and status 2', (...words) => {
    const { status, stdout, stderr } = gamemeshSim(...words.filter((word) => word !== undefined))
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^gamemesh: [^\n]+\n$/)
    expect(stderr).toContain(words.at(-1))
  })

  it('[SIMR-3] a file that cannot be written is told in one line', () => {
    const { status, stderr } = gamemeshSim('--html', '/nowhere/at/all.html')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gamemesh: \/nowhere\/at\/all\.html cannot be written: [^\n]+\n$/)
  })

  it.each([
    ['lww', ['x=7@node-0', 'x=3@node-5', 'y="a"@node-2'], { x: 3, y: 'a' }],
    ['max', ['x=7@node-0', 'x=3@node-5'], { x: 7 }],
    ['vector', ['x=7@node-0', 'x=3@node-5'], { x: [7, 3] }],
    ['crdt', ['x=7@node-0', 'x=3@node-5'], { x: 10 }],
  ])(
    '[SIMR-17] halves that wrote apart agree after healing, by %s',
    (merge, writes, state) => {
      const words = ['--nodes', '8', '--partition', 'node-0..node-3|*@0s-1s', '--merge', merge, '--json']
      const { stdout, status } = gamemeshSim(...words, ...writes.flatMap((write) => ['--write', write]))
      expect(status).toBe(0)
      const { result } = JSON.parse(stdout)
      expect(result.agree).toBe(true)
      expect(result.states).toEqual([{ state, nodes: 8 }])
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[SIMR-17] while they are parted each half holds its own',
    () => {
      const words = ['--nodes', '8', '--partition', 'node-0..node-3|*@0s-1s', '--duration', '500ms']
      const { stdout, status } = gamemeshSim(...words, '--write', 'x=7@node-0', '--write', 'x=3@node-5')
      expect(status).toBe(1)
      expect(stdout.split('\n').slice(-4, -1)).toEqual([
        'States: different',
        '  4 nodes hold {"x":7}',
        '  4 nodes hold {"x":3}',
      ])
    },
    TEST_TIMEOUT_MS,
  )

  it.each([
    [['--merge', 'max'], '--merge: it is about writes; give --write as well'],
    [['--write', 'x=1@node-99'], '--write "node-99": node-99 does not exist; allowed: node-0 to node-9'],
    [['--write', 'x@node-1'], '--write x@node-1: not allowed; allowed: a key, a JSON value and a node'],
    [['--write', 'x="q"@node-1', '--merge', 'crdt'], 'allowed: with --merge crdt a whole number from 0 on'],
    [['--write', 'x=1@node-1', '--messages', '3'], '--messages: each --write is a broadcast'],
    [['--write', 'x=1@node-1', '--seeds', '3'], '--write: what nodes hold is shown for one seed'],
  ])(
    '[SIMR-17] what cannot be is told in one line: %j',
    (words: string[], line) => {
      const { stderr, status } = gamemeshSim(...words)
      expect(status).toBe(2)
      expect(stderr).toContain(line)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    },
    TEST_TIMEOUT_MS,
  )
})
