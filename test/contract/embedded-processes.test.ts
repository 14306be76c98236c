import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import type { SessionStore, StartResult } from '../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../src/sessions/rules.ts'
import { openEmbeddedSessionStore } from '../../src/storage/embedded/embedded-session-store.ts'
import { noStoreEvents } from '../support/no-events.ts'
import { walk } from './contract-servers.ts'

const SERVER = join(import.meta.dirname, 'support', 'embedded-process.ts')

jest.setTimeout(60_000)

/** A child and the lines that it prints. */
class ServerProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  readonly lines: string[] = []
  readonly #reader: ReturnType<typeof createInterface>

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [SERVER, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#reader = createInterface(this.child.stdout)
    this.#reader.on('line', (line) => this.lines.push(line))
  }

  async printed(count: number): Promise<void> {
    while (this.lines.length < count) await once(this.#reader, 'line')
  }

  /** Ends the process without a chance to tidy up; resolves when all that it printed has been read. */
  async kill(): Promise<void> {
    const read = once(this.#reader, 'close')
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await read
  }
}

describe('embedded store, several processes', () => {
  const runtime = systemRuntime()
  let dataDir = ''
  let processes: ServerProcess[] = []

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gamemesh-processes-'))
    processes = []
  })

  afterEach(async () => {
    for (const { child } of processes) child.kill('SIGKILL')
    await rm(dataDir, { recursive: true })
  })

  function launch(...args: string[]): ServerProcess {
    const server = new ServerProcess(...args)
    processes.push(server)
    return server
  }

  async function withStore(use: (store: SessionStore) => Promise<void>): Promise<void> {
    const store = await openEmbeddedSessionStore(
      { dataDir, rules: DEFAULT_RULES },
      runtime,
      noStoreEvents,
      silentLogger,
    )
    try {
      await use(store)
    } finally {
      await store.close()
    }
  }

  it('[EMB-1] processes racing for the same users create one session for each of them', async () => {
    const users = Array.from({ length: 300 }, () => `user-${randomUUID()}`)
    const servers = [launch('race', dataDir, ...users), launch('race', dataDir, ...users.toReversed())]
    await Promise.all(servers.map((server) => server.printed(1)))
    for (const { child } of servers) child.stdin.write('go\n')
    await Promise.all(servers.map((server) => server.printed(2)))

    const results: StartResult[] = servers.flatMap((server) => JSON.parse(server.lines[1] ?? '[]'))
    expect(results).toHaveLength(users.length * 2)
    const created = results.filter((result) => result.outcome === 'created')
    expect(new Set(created.map((result) => result.session.userId))).toEqual(new Set(users))
    expect(created).toHaveLength(users.length)
    const sessionOf = new Map(created.map(({ session }) => [session.userId, session]))
    for (const { session } of results) expect(session).toEqual(sessionOf.get(session.userId))

    await withStore(async (store) => {
      const deadline = runtime.deadline(20_000)
      expect(await store.countActive('race', deadline)).toBe(users.length)
      deadline.dispose()
    })
  })

  it('[SES-1] kill -9 under load loses no acknowledged start; the other process goes on', async () => {
    const killed = launch('load', dataDir, 'load')
    const survivor = launch('load', dataDir, 'load')
    await Promise.all([killed.printed(500), survivor.printed(500)])
    await killed.kill()
    await survivor.printed(survivor.lines.length + 500)
    await survivor.kill()

    await withStore(async (store) => {
      const deadline = runtime.deadline(20_000)
      const acknowledged = [...killed.lines, ...survivor.lines]
      for (const sessionId of acknowledged) {
        expect(await store.find(sessionId, runtime.wallNowMs(), deadline)).toMatchObject({
          sessionId,
          status: 'active',
        })
      }
      // What was decided and not acknowledged may be there or not, but whole: lists and count agree.
      const listed = await walk((after) =>
        store.listActive({ region: 'load', nowMs: runtime.wallNowMs(), limit: 1000, ...after }, deadline),
      )
      expect(await store.countActive('load', deadline)).toBe(listed.length)
      expect(new Set(listed.map((session) => session.sessionId)).isSupersetOf(new Set(acknowledged))).toBe(
        true,
      )
      deadline.dispose()
    })
  })
})
