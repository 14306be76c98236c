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
import { DEFAULT_RULES, type SessionRules } from '../../src/sessions/rules.ts'
import { folderRules } from '../../src/storage/embedded/data-folder.ts'
import { openEmbeddedSessionStore } from '../../src/storage/embedded/embedded-session-store.ts'
import { noStoreEvents } from '../support/no-events.ts'

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

  const openStore = (dataDir = folder, rules = DEFAULT_RULES): Promise<SessionStore> =>
    openEmbeddedSessionStore({ dataDir, rules }, runtime, noStoreEvents, silentLogger)

  async function refusal(opening: Promise<unknown>): Promise<string> {
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
    const command = { userId: 'u', region: 'eu', nowMs: 1_000, idFrom: 'here', mayRepeat: false } as const
    const ended = { ...command, sessionId: randomUUID() }
    const active = { ...command, sessionId: randomUUID(), nowMs: 2_000 }
    await first.start(ended, deadline())
    await first.exit(ended.sessionId, 1_500, deadline())
    await first.start(active, deadline())
    await first.close()

    const second = await openStore(dataDir)
    const { sessions } = await second.listOfUser({ userId: 'u', nowMs: 3_000, limit: 10 }, deadline())
    expect(sessions).toMatchObject([
      { sessionId: active.sessionId, status: 'active' },
      { sessionId: ended.sessionId, status: 'exited', exitedAtMs: 1_500 },
    ])
    expect(await second.countActive('eu', deadline())).toBe(1)
    expect(await second.start(ended, deadline())).toMatchObject({ outcome: 'repeated' })
    await second.close()
  })

  it('[EMB-3] refuses a server with other session rules, and names both and what changes them', async () => {
    const first = await openStore()
    const others: SessionRules[] = [
      { policy: 'reject', ttlMs: 0 },
      { policy: 'resume', ttlMs: 30_000 },
    ]
    const whileOpen = await Promise.all(others.map((rules) => refusal(openStore(folder, rules))))
    await first.close()
    const afterwards = await Promise.all(others.map((rules) => refusal(openStore(folder, rules))))
    for (const messages of [whileOpen, afterwards]) {
      for (const message of messages) {
        expect(message).toContain(folder)
        expect(message).toContain('ACTIVE_SESSION_POLICY=resume SESSION_TTL_SECONDS=0')
        expect(message).toContain('gamemesh rules')
      }
      expect(messages[0]).toContain('ACTIVE_SESSION_POLICY=reject')
      expect(messages[1]).toContain('SESSION_TTL_SECONDS=30')
    }
    await (await openStore()).close()
  })

  it('[EMB-9] its rules are changed by command, and a server that still runs by the old ones serves no more', async () => {
    const old = await openStore()
    const start = { sessionId: randomUUID(), userId: 'u', region: 'eu', nowMs: 1_000 } as const
    const command = { ...start, idFrom: 'here', mayRepeat: false } as const
    await old.start(command, deadline())
    const rules = { policy: 'replace', ttlMs: 5_000 } as const
    expect(await folderRules(folder, rules, silentLogger)).toEqual({ before: DEFAULT_RULES, now: rules })
    const next = { ...command, sessionId: randomUUID() }
    await expect(old.start(next, deadline())).rejects.toThrow(/SESSION_TTL_SECONDS=5.*restart/)
    await expect(old.keepAlive(start.sessionId, 2_000, deadline())).rejects.toThrow(/restart/)
    await expect(old.check(deadline())).rejects.toThrow(/restart/)
    await old.close()
    const changed = await openStore(folder, rules)
    expect(await changed.start(next, deadline())).toMatchObject({ ended: { sessionId: start.sessionId } })
    await changed.close()
  })

  it('[EMB-4] refuses a folder that a newer or an older version has written, and leaves it as it is', async () => {
    const openRoot = () =>
      open<unknown, string>({ path: folder, noSubdir: false, overlappingSync: false, encoding: 'json' })
    for (const [format, age] of [
      [3, 'a newer'],
      [1, 'an older'],
    ] as const) {
      const header = { format, sessionPolicy: 'resume', sessionTtlMs: 0 }
      const made = openRoot()
      await made.put('gamemesh', header)
      await made.close()

      const changing = folderRules(folder, { policy: 'replace' }, silentLogger)
      const message = `${age} version of Gamemesh (format ${format}, this version knows 2): run that version`
      expect(await refusal(openStore())).toContain(message)
      expect(await refusal(changing)).toContain(message)
      const left = openRoot()
      expect(left.get('gamemesh')).toEqual(header)
      await left.close()
    }
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
          {
            sessionId: randomUUID(),
            userId: `u${index}`,
            region: 'eu',
            nowMs: index,
            idFrom: 'here',
            mayRepeat: false,
          },
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
