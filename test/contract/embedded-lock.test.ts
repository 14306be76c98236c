import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Deadline } from '../../src/base/deadline.ts'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../src/sessions/rules.ts'
import { openEmbeddedSessionStore } from '../../src/storage/embedded/embedded-session-store.ts'
import { noStoreEvents } from '../support/no-events.ts'

const HOLDER = join(import.meta.dirname, 'support', 'lock-holder.ts')
/** Only so long as the outcome is certain: nothing is written while the other process holds the folder. */
const IN_VAIN_MS = 200
const LONG_MS = 20_000

const runtime = systemRuntime()

async function within<T>(ms: number, call: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = runtime.deadline(ms)
  try {
    return await call(deadline)
  } finally {
    deadline.dispose()
  }
}

describe('a data folder whose write lock another process holds', () => {
  let dataDir: string
  let store: SessionStore
  let holder: ChildProcessByStdio<Writable, Readable, null> | undefined

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gamemesh-lock-'))
    store = await openEmbeddedSessionStore(
      { dataDir, rules: DEFAULT_RULES },
      runtime,
      noStoreEvents,
      silentLogger,
    )
  })

  afterEach(async () => {
    holder?.kill('SIGKILL')
    await store.close()
    await rm(dataDir, { recursive: true })
  })

  async function hold(): Promise<void> {
    holder = spawn(process.execPath, [HOLDER, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
  }

  async function letGo(): Promise<void> {
    holder?.stdin.write('\n')
    if (holder) await once(holder, 'exit')
  }

  function start(ms: number, userId: string) {
    const command = {
      sessionId: runtime.newId(),
      userId,
      region: 'eu',
      nowMs: runtime.wallNowMs(),
      idFrom: 'here',
      mayRepeat: false,
    } as const
    return within(ms, (deadline) => store.start(command, deadline))
  }

  it('[EMB-10] the check fails although nobody writes, and succeeds when the lock is free', async () => {
    await within(LONG_MS, (deadline) => store.check(deadline))
    await hold()
    const inVain = within(IN_VAIN_MS, (deadline) => store.check(deadline))
    await expect(inVain).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(within(IN_VAIN_MS, (deadline) => store.check(deadline))).rejects.toThrow(/not taken a write/)
    await letGo()
    await within(LONG_MS, (deadline) => store.check(deadline))
  })

  it('[EMB-10] a start is refused by its deadline and never carried out; look-ups go on', async () => {
    const { session } = await start(LONG_MS, 'before')
    await hold()
    await expect(start(IN_VAIN_MS, 'meanwhile')).rejects.toMatchObject({ stateChanged: 'no' })
    const find = within(LONG_MS, (deadline) => store.find(session.sessionId, runtime.wallNowMs(), deadline))
    expect(await find).toEqual(session)
    await letGo()
    expect((await start(LONG_MS, 'afterwards')).outcome).toBe('created')
    const query = { userId: 'meanwhile', nowMs: runtime.wallNowMs(), limit: 1 }
    expect(await within(LONG_MS, (deadline) => store.listOfUser(query, deadline))).toEqual({ sessions: [] })
  })
})
