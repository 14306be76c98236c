import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { open } from 'lmdb'
import type { Deadline } from '../../src/base/deadline.ts'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import { StoreUnavailableError } from '../../src/sessions/errors.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { openEmbeddedSessionStore } from '../../src/storage/embedded/embedded-session-store.ts'

describe('embedded store, its data folder', () => {
  const runtime = systemRuntime()
  const deadlines: Deadline[] = []
  const deadline = () => {
    const made = runtime.deadline(20_000)
    deadlines.push(made)
    return made
  }
  let folder = ''

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gamemesh-folder-'))
  })
  afterEach(async () => {
    for (const made of deadlines.splice(0)) made.dispose()
    await rm(folder, { recursive: true })
  })

  const openStore = (dataDir = folder, sessionPolicy = 'resume'): Promise<SessionStore> =>
    openEmbeddedSessionStore({ dataDir, sessionPolicy }, runtime, silentLogger)

  async function refusal(opening: Promise<SessionStore>): Promise<string> {
    const error: unknown = await opening.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(StoreUnavailableError)
    return error instanceof Error ? error.message : ''
  }

  it('[EMB-2] is made when it is missing, and keeps everything for the next store', async () => {
    const dataDir = join(folder, 'deep', 'with.dot')
    const first = await openStore(dataDir)
    const command = { userId: 'u', region: 'eu', nowMs: 1_000, idFrom: 'here' } as const
    const ended = { ...command, sessionId: randomUUID() }
    const active = { ...command, sessionId: randomUUID(), nowMs: 2_000 }
    await first.start(ended, deadline())
    await first.exit(ended.sessionId, 1_500, deadline())
    await first.start(active, deadline())
    await first.close()

    const second = await openStore(dataDir)
    const { sessions } = await second.listOfUser({ userId: 'u', limit: 10 }, deadline())
    expect(sessions).toMatchObject([
      { sessionId: active.sessionId, status: 'active' },
      { sessionId: ended.sessionId, status: 'exited', exitedAtMs: 1_500 },
    ])
    expect(await second.countActive('eu', deadline())).toBe(1)
    expect(await second.start(ended, deadline())).toMatchObject({ outcome: 'repeated' })
    await second.close()
  })

  it('[EMB-3] refuses a server with another session policy, and names both', async () => {
    const first = await openStore()
    const whileOpen = await refusal(openStore(folder, 'reject'))
    await first.close()
    const afterwards = await refusal(openStore(folder, 'reject'))
    for (const message of [whileOpen, afterwards]) {
      expect(message).toContain(folder)
      expect(message).toContain('ACTIVE_SESSION_POLICY=resume')
      expect(message).toContain('reject')
    }
    await (await openStore()).close()
  })

  it('[EMB-4] refuses a folder that a newer version has written', async () => {
    const root = open({ path: folder, noSubdir: false, overlappingSync: false, encoding: 'json' })
    await root.put('gamemesh', { format: 2, sessionPolicy: 'resume' })
    await root.close()
    expect(await refusal(openStore())).toMatch(/newer version of Gamemesh \(format 2, this version knows 1\)/)
  })

  it('[EMB-5] a folder that cannot be used is named, with what to do', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    for (const dataDir of [file, join(file, 'below'), '/dev/null']) {
      const message = await refusal(openStore(dataDir))
      expect(message).toContain(`cannot write to the data folder ${dataDir}`)
      expect(message).toContain('DATA_DIR')
    }
  })

  it('[EMB-5] a file that is no data of ours is refused and left as it is', async () => {
    const file = join(folder, 'data.mdb')
    for (const content of [
      Buffer.alloc(65_536, 'not a database'),
      Buffer.alloc(65_536),
      Buffer.alloc(900, 1),
    ]) {
      await writeFile(file, content)
      expect(await refusal(openStore())).toContain(`cannot open the data in ${folder}: data.mdb`)
      expect(await readFile(file)).toEqual(content)
    }
  })

  it('[EMB-5] a file whose end is missing is refused', async () => {
    const store = await openStore()
    await Promise.all(
      Array.from({ length: 4_000 }, (_, index) =>
        store.start(
          { sessionId: randomUUID(), userId: `u${index}`, region: 'eu', nowMs: index, idFrom: 'here' },
          deadline(),
        ),
      ),
    )
    await store.close()
    await truncate(join(folder, 'data.mdb'), 100_000)
    expect(await refusal(openStore())).toMatch(
      /pages are missing at the end\. Restore the folder from a backup/,
    )
  })
})
