import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, closed, eventually, freePorts, listenOn, runGamemesh } from './gamemesh-process.ts'

/** Each test starts three servers, some of them twice. */
jest.setTimeout(120_000)

let folder: string
let port: number
const running: Running[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-up-'))
  port = await freePorts(3)
})

afterEach(async () => {
  for (const gamemesh of running.splice(0)) {
    gamemesh.signal('SIGTERM')
    await gamemesh.finished
  }
  rmSync(folder, { recursive: true })
})

function up(): Running {
  const gamemesh = runGamemesh(['up', '--port', String(port)], { folder })
  running.push(gamemesh)
  return gamemesh
}

async function upAndReady(): Promise<Running> {
  const gamemesh = up()
  await eventually('the addresses are shown', () => gamemesh.written().stdout.includes('Ctrl-C') || undefined)
  return gamemesh
}

function url(index: number, path: string): string {
  return `http://127.0.0.1:${port + index}${path}`
}

interface Answered {
  readonly session_id: string
  readonly user_id: string
  readonly region: string
  readonly status: string
}

async function post(path: string, body: unknown, index = 0): Promise<Answered> {
  const response = await fetch(url(index, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Answered
}

/** The process ids of the servers, from what the system knows about children. */
function serverPids(supervisor: number): number[] {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8')
  return children.trim().split(/\s+/).map(Number)
}

/** The pid of the server whose environment names this region. */
function pidOf(supervisor: number, region: string): number {
  const isOurs = (pid: number) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`REGION=${region}`)
  const found = serverPids(supervisor).find(isOurs)
  if (found === undefined) throw new Error(`no process of ${region}`)
  return found
}

/** A zombie has ended: its new parent has only not yet asked for its status. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function portIsFree(wanted: number): Promise<true> {
  await closed(await listenOn(wanted))
  return true
}

/** What the shown line to try would send. */
async function tryLine(gamemesh: Running): Promise<Answered> {
  const line = /^ {2}curl .*$/m.exec(gamemesh.written().stdout)?.[0] ?? ''
  const [, target = '', body = ''] = /-X POST (\S+) .* -d '(.*)'$/.exec(line) ?? []
  const response = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return (await response.json()) as Answered
}

const onLinux = process.platform === 'linux' ? describe : describe.skip

onLinux('gamemesh up', () => {
  it('[CLI-3] serves on three ports; its own line to try starts a session in eu; Ctrl-C ends everything with status 0', async () => {
    const gamemesh = await upAndReady()
    expect(await tryLine(gamemesh)).toMatchObject({ user_id: 'alice', region: 'eu', status: 'active' })
    const pids = serverPids(gamemesh.pid)
    expect(pids).toHaveLength(3)
    gamemesh.signal('SIGINT')
    expect(await gamemesh.finished).toMatchObject({ status: 0, stderr: expect.stringContaining('stopped') })
    expect(pids.filter(isAlive)).toEqual([])
    for (const index of [0, 1, 2]) expect(await portIsFree(port + index)).toBe(true)
    expect(readdirSync(join(folder, 'data', 'logs'))).toEqual([
      `eu-${port + 1}.log`,
      `main-${port}.log`,
      `us-${port + 2}.log`,
    ])
  })

  it('[CLI-8] what was answered before Ctrl-C is there after the next start', async () => {
    const first = await upAndReady()
    const session = await post('/game/start', { user_id: 'bob', region: 'us' })
    first.signal('SIGTERM')
    expect((await first.finished).status).toBe(0)
    await upAndReady()
    expect(await post('/game/start', { user_id: 'bob', region: 'us' })).toEqual(session)
  })

  it('[CLI-7] a server that is killed is started again and serves with its data', async () => {
    const gamemesh = await upAndReady()
    const session = await post('/game/start', { user_id: 'carol', region: 'eu' })
    const killed = pidOf(gamemesh.pid, 'eu')
    process.kill(killed, 'SIGKILL')
    await eventually(
      'the restart is told',
      () => /eu serves again/.test(gamemesh.written().stderr) || undefined,
    )
    expect(gamemesh.written().stderr).toContain('eu ended (killed by SIGKILL); starting it again')
    expect(await post('/game/exit', { session_id: session.session_id }, 1)).toMatchObject({
      status: 'exited',
    })
    expect(pidOf(gamemesh.pid, 'eu')).not.toBe(killed)
  })

  it('[CLI-5] a busy port is named in one line, status is 1, and nothing is left running', async () => {
    const occupant = await listenOn(port + 1)
    const finished = await up().finished
    await closed(occupant)
    expect(finished).toMatchObject({ status: 1, stdout: '' })
    expect(finished.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(`port ${port + 1} is busy: .*: npx --no-install gamemesh up --port 9080$`),
      ),
    ])
    expect(readdirSync(folder)).toEqual([])
    for (const index of [0, 1, 2]) expect(await portIsFree(port + index)).toBe(true)
  })

  it.each(['0', 'abc'])(
    '[CLI-2] PORT=%s is one line and status 2, with "up" and with "start"',
    async (badPort) => {
      for (const command of ['up', 'start']) {
        const refused = await runGamemesh([command], { folder, environment: { PORT: badPort } }).finished
        expect(refused).toMatchObject({ status: 2, stdout: '' })
        expect(refused.stderr.trim().split('\n')).toEqual([
          expect.stringMatching(
            new RegExp(`^gamemesh: PORT: "${badPort}" is not a whole number from 1 to 65533`),
          ),
        ])
      }
    },
  )

  it('[CLI-9] everything that is wrong is listed at once: lines of .env, PORT and other values', async () => {
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\nthis is not an assignment\n')
    const refused = await runGamemesh(['up'], { folder, environment: { PORT: 'abc', HOST: '999.1.1.1' } })
      .finished
    expect(refused.status).toBe(2)
    expect(refused.stderr.trim().split('\n')).toEqual([
      'gamemesh: .env: line 2 is not NAME=value',
      expect.stringMatching(/^gamemesh: HOST: "999\.1\.1\.1" is not a host name/),
      expect.stringMatching(/^gamemesh: PORT: "abc"/),
      expect.stringMatching(/^gamemesh: LOG_LEVEL: "loud"/),
    ])
  })

  it('[CLI-5] a HOST that is not of this machine is one line that names HOST, and status 1', async () => {
    const environment = { HOST: '192.0.2.1', PORT: String(port) }
    const refused = await runGamemesh(['up'], { folder, environment }).finished
    expect([refused.status, refused.stderr]).toEqual([
      1,
      'gamemesh: HOST=192.0.2.1 is no address of this machine (EADDRNOTAVAIL): ' +
        'set HOST to an address that it has, or leave HOST out for 127.0.0.1\n',
    ])
  })

  it('[CLI-12] a data folder of something else is one line, status 1, and nothing is written to it', async () => {
    writeFileSync(join(folder, 'photo.jpg'), '')
    const words = ['up', '--port', String(port), '--data-dir', '.']
    const refused = await runGamemesh(words, { folder }).finished
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/^gamemesh: the data folder .* holds other things \(photo\.jpg\).*\n$/)
    expect(readdirSync(folder)).toEqual(['photo.jpg'])
  })

  it('[CLI-11] "start" with STORAGE=cassandra alone says that the three servers do not use it', async () => {
    const environment = { STORAGE: 'cassandra', PORT: String(port) }
    const gamemesh = runGamemesh(['start'], { folder, environment })
    running.push(gamemesh)
    await eventually('it is said', () => /STORAGE is set, but/.test(gamemesh.written().stderr) || undefined)
    // Only then does it listen to Ctrl-C.
    await eventually('the servers run', () => /Ctrl-C/.test(gamemesh.written().stdout) || undefined)
    gamemesh.signal('SIGINT')
    expect((await gamemesh.finished).status).toBe(0)
  })

  it('[CLI-8] a supervisor that is killed leaves no server behind', async () => {
    const gamemesh = await upAndReady()
    const pids = serverPids(gamemesh.pid)
    gamemesh.signal('SIGKILL')
    await gamemesh.finished
    try {
      await eventually('the servers end', () => pids.every((pid) => !isAlive(pid)) || undefined)
      for (const index of [0, 1, 2]) expect(await portIsFree(port + index)).toBe(true)
    } finally {
      for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL')
    }
  })

  it('[CLI-14] stops when npm, which had started it, has been ended by a signal', async () => {
    const npmsShell = runGamemesh(['up', '--port', String(port)], {
      folder,
      environment: { npm_lifecycle_event: 'start' },
      under: ['/bin/sh', '-c', '"$@"; exit $?', 'sh'],
    })
    running.push(npmsShell)
    await eventually('the addresses', () => npmsShell.written().stdout.includes('Ctrl-C') || undefined)
    npmsShell.signal('SIGTERM')
    // Its output ends when the last process that holds it is gone.
    expect((await npmsShell.finished).stderr).toContain('gamemesh: stopped')
  })

  it('[CLI-8] a stop during the start leaves nothing running', async () => {
    const gamemesh = up()
    const pids = await eventually('the first server is launched', () => {
      const found = serverPids(gamemesh.pid).filter((pid) => pid > 0)
      return found.length > 0 ? found : undefined
    })
    gamemesh.signal('SIGINT')
    expect((await gamemesh.finished).status).toBe(0)
    expect(pids.filter(isAlive)).toEqual([])
    expect(readFileSync(join(folder, 'data', 'logs', `us-${port + 2}.log`), 'utf8')).toBe('')
  })
})
