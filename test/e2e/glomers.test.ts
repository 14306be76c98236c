import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'

const COMMAND = join(import.meta.dirname, 'glomers', 'run-glomers.ts')
const NODE = join(import.meta.dirname, 'glomers', 'node.js')
const TEST_TIMEOUT_MS = 60_000

const folder = mkdtempSync(join(tmpdir(), 'glomers-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `gamemesh glomers <words>`; `onLog` sees what it writes to standard error. */
function glomers(
  words: readonly string[],
  onLog: (text: string, stop: (signal: NodeJS.Signals) => void) => void = () => undefined,
) {
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onLog(stderr, (signal) => child.kill(signal))
  })
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
}

const echo = (mood: string, out: string, ...flags: string[]) => [
  ...`run -w echo --node-count 2 --rate 50 --time-limit 1 --bin ${NODE}`.split(' '),
  '--out',
  join(folder, out),
  ...flags,
  '--',
  mood,
]

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const pidsIn = (log: string) => [...log.matchAll(/is process (\d+)/g)].map(([, pid]) => Number(pid))

/** A killed process is there until it has been waited for. */
async function allGone(pids: readonly number[]): Promise<boolean> {
  for (let turn = 0; turn < 100 && pids.some(isAlive); turn++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  return !pids.some(isAlive)
}

describe('gamemesh glomers with real processes', () => {
  it(
    '[GLOM-15] does not mind when nobody reads what it says',
    async () => {
      const child = spawn(process.execPath, [COMMAND, 'list'], { stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout.destroy()
      const status = await new Promise((resolve) => child.once('close', resolve))
      expect(status).toBe(0)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-16] runs any executable, one process per node, keeps everything about it, and leaves none behind',
    async () => {
      const { status, stdout } = await glomers(echo('good', 'good', '--json'))
      const result = JSON.parse(stdout)
      expect(status).toBe(0)
      expect(result).toMatchObject({ valid: true, net: { servers: { 'msg-count': 0 } } })
      expect(result.parts.stats.count).toBeGreaterThan(10)
      const files = readdirSync(join(folder, 'good')).toSorted()
      expect(files).toEqual(['history.jsonl', 'messages.jsonl', 'node-logs', 'results.json', 'timeline.html'])
      const pids = ['n0', 'n1'].flatMap((node) =>
        pidsIn(readFileSync(join(folder, 'good', 'node-logs', `${node}.log`), 'utf8')),
      )
      expect(pids).toHaveLength(2)
      expect(await allGone(pids)).toBe(true)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-13] ends the run when a node dies, with its exit status and its last lines',
    async () => {
      const { status, stderr } = await glomers(echo('dies', 'dies'))
      expect(status).toBe(1)
      expect(stderr).toMatch(/n\d ended with exit status 7 before the run was over; its last lines:/)
      expect(stderr).toContain('something terrible happened')
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-13] notices the end of a node whose child goes on, shows its half line, and ends the child',
    async () => {
      const { status, stderr } = await glomers(echo('leaves a child', 'child'))
      expect(status).toBe(1)
      expect(stderr).toMatch(/n\d ended with exit status 9 before the run was over[^]*half a line/)
      expect(pidsIn(stderr).length).toBeGreaterThan(1)
      expect(await allGone(pidsIn(stderr))).toBe(true)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-13] says so when there is no such executable',
    async () => {
      const missing = await glomers(['run', '-w', 'echo', '--bin', join(folder, 'nothing')])
      expect(missing.status).toBe(1)
      expect(missing.stderr).toMatch(/n0 cannot be started: .*ENOENT/)
      const below = await glomers(['run', '-w', 'echo', '--bin', join(NODE, 'file')])
      expect(below.status).toBe(1)
      expect(below.stderr).toMatch(/n0 cannot be started: .*ENOTDIR/)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-16] says when its folder cannot be used, if possible before the run, and begins each log anew',
    async () => {
      const refused = await glomers(['1', '--in-process', '--out', NODE])
      expect(refused.status).toBe(1)
      expect(refused.stderr).toMatch(/the folder for the results cannot be used: EEXIST/)
      const full = join(folder, 'full')
      mkdirSync(join(full, 'results.json'), { recursive: true })
      const unkept = await glomers(['1', '--in-process', '--time-limit', '1', '--out', full])
      expect(unkept.status).toBe(1)
      expect(unkept.stderr).toMatch(/verdict: valid, but the run cannot be kept in .*EISDIR/)
      await glomers(echo('good', 'twice'))
      const log = join(folder, 'twice', 'node-logs', 'n0.log')
      writeFileSync(log, 'of an earlier run\n')
      await glomers(echo('good', 'twice'))
      expect(readFileSync(log, 'utf8')).toMatch(/^n0 is process \d+\n$/)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-8] calls a node invalid that writes what is no message',
    async () => {
      const { status, stdout } = await glomers(echo('talks', 'talks'))
      expect(status).toBe(1)
      expect(stdout).toMatch(/verdict: INVALID[^]*protocol +INVALID .*malformed-line.*just some words/)
    },
    TEST_TIMEOUT_MS,
  )

  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    '[GLOM-14] kills its nodes when it is stopped by %s',
    async (signal) => {
      let isStopped = false
      const words = echo('deaf', `stopped-${signal}`, '--log-stderr').map((word) =>
        word === '1' ? '60' : word,
      )
      const { status, stderr } = await glomers(words, (log, stop) => {
        if (!isStopped && pidsIn(log).length === 2) {
          isStopped = true
          stop(signal)
        }
      })
      expect(status).toBe(1)
      expect(stderr).toContain('the run was stopped')
      expect(await allGone(pidsIn(stderr))).toBe(true)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-14] goes on with no other challenge when it is stopped',
    async () => {
      let isStopped = false
      const { status, stdout, stderr } = await glomers(['all', '--processes'], (log, stop) => {
        if (isStopped || !log.includes('challenge 1 plain')) return
        isStopped = true
        stop('SIGINT')
      })
      expect(status).toBe(1)
      expect(stderr).not.toContain('challenge 2')
      expect(stdout.trim().split('\n')).toHaveLength(2)
      expect(stdout).toMatch(/ERROR +the run was stopped/)
    },
    TEST_TIMEOUT_MS,
  )

  it(
    '[GLOM-15] ends with 2 for names that it does not know and for runs too short to judge, with 1 for invalid ones',
    async () => {
      const unknown = await glomers(['run', '-w', 'nonsense'])
      expect(unknown.status).toBe(2)
      expect(unknown.stderr).toMatch(/there are: echo, unique-ids/)
      const unclear = await glomers(['1', '--rate', '-5'])
      expect(unclear.status).toBe(2)
      expect(unclear.stderr).toMatch(/^gamemesh: .*--rate.*\n$/)
      const short = await glomers(['1', '--in-process', '--time-limit', '0', '--out', join(folder, 'short')])
      expect(short.stdout).toMatch(/^verdict: unknown/)
      expect(short.status).toBe(2)
    },
    TEST_TIMEOUT_MS,
  )
})
