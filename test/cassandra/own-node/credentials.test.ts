import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type cassandra from 'cassandra-driver'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { systemRuntime } from '../../../src/server/system-runtime.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../../src/storage/cassandra/open-session-store.ts'
import type { CassandraOptions } from '../../../src/storage/cassandra/options.ts'
import { eventually, freePorts, runGamemesh } from '../../e2e/gamemesh-process.ts'
import type { CassandraCluster } from '../../support/cassandra/cluster.ts'
import { ownCassandra } from '../../support/cassandra/own.ts'
import { inTime } from '../keyspaces.ts'
import { FIRST_USER, operator } from '../operator.ts'
import { recordingLogger } from '../recording-logger.ts'
import { noStoreEvents } from '../../support/no-events.ts'

jest.setTimeout(300_000)

/** A Cassandra as operators protect it. Without the caches a change of rights holds at once. */
const PROTECTED = {
  authenticator: 'PasswordAuthenticator',
  authorizer: 'CassandraAuthorizer',
  role_manager: 'CassandraRoleManager',
  roles_validity: '0ms',
  permissions_validity: '0ms',
  credentials_validity: '0ms',
}

const SECRET = 'correct-horse-battery-staple'
const WRONG_SECRET = 'wrong-horse-battery-staple'
/** Far less than the time for connecting: waiting does not mend credentials. */
const AT_ONCE_MS = 5_000
const DEADLINE_MS = 10_000

const runtime = systemRuntime()

let cluster: CassandraCluster
let admin: cassandra.Client
let names = 0
/** All that a test's stores and servers have logged, thrown and printed. */
const said: (readonly string[])[] = []

beforeAll(async () => {
  cluster = await ownCassandra({ settings: PROTECTED })
  admin = await operator(cluster.hosts, FIRST_USER)
  await makeUser('game')
  await admin.execute('GRANT CREATE ON ALL KEYSPACES TO game')
})

afterAll(async () => {
  await admin?.shutdown()
  await cluster?.stop()
})

afterEach(() => {
  const text = said.splice(0).flat().join('\n')
  expect(text).not.toBe('')
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain(WRONG_SECRET)
})

async function makeUser(name: string): Promise<void> {
  await admin.execute(`CREATE ROLE ${name} WITH PASSWORD = '${SECRET}' AND LOGIN = true`)
}

type Credentials = Pick<CassandraOptions, 'username' | 'password'>

/** Each test's own, so that none finds what another has made. */
function newKeyspace(): string {
  names += 1
  return `game_${names}`
}

async function open(credentials: Credentials, keyspace = newKeyspace()): Promise<SessionStore> {
  const { log, lines } = recordingLogger()
  said.push(lines)
  const options: CassandraOptions = {
    ...credentials,
    contactPoints: cluster.hosts,
    keyspace,
    consistency: 'QUORUM',
    serialConsistency: 'SERIAL',
    rules: DEFAULT_RULES,
  }
  try {
    return await openCassandraSessionStore(options, runtime, noStoreEvents, log)
  } catch (error) {
    said.push([inspect(error, { depth: Infinity, showHidden: true })])
    throw error
  }
}

/** The one sentence that the operator gets, and how soon. */
async function refusalOf(opening: Promise<SessionStore>): Promise<{ message: string; tookMs: number }> {
  const beganMs = performance.now()
  const error = await opening.then(
    async (store) => {
      await store.close()
      return new Error('it was opened')
    },
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('an Error is thrown', { cause: error })
  return { message: error.message, tookMs: performance.now() - beganMs }
}

async function startAndExit(store: SessionStore): Promise<void> {
  const [sessionId, userId] = [runtime.newId(), `user-${runtime.newId()}`]
  const command = {
    sessionId,
    userId,
    region: 'eu',
    nowMs: Date.now(),
    idFrom: 'here' as const,
    mayRepeat: false,
  }
  const started = await inTime(DEADLINE_MS, (deadline) => store.start(command, deadline))
  expect(started).toMatchObject({ outcome: 'created', session: { sessionId } })
  const ended = await inTime(DEADLINE_MS, (deadline) => store.exit(sessionId, Date.now(), deadline))
  expect(ended).toMatchObject({ outcome: 'ended', session: { sessionId } })
}

describe('a Cassandra that asks for credentials', () => {
  it('[CAS-27] serves with the right ones', async () => {
    const store = await open({ username: 'game', password: SECRET })
    try {
      await startAndExit(store)
    } finally {
      await store.close()
    }
  })

  it('[CAS-27] without credentials a start fails at once, naming the variables to set', async () => {
    const { message, tookMs } = await refusalOf(open({}))
    expect(message).toMatch(/^Cassandra at 127\.0\.0\.1:\d+ /)
    expect(message).toContain('CASSANDRA_USERNAME and CASSANDRA_PASSWORD')
    expect(message).not.toContain('\n')
    expect(tookMs).toBeLessThan(AT_ONCE_MS)
  })

  it.each([
    ['a wrong password', { username: 'game', password: WRONG_SECRET }],
    ['an unknown user', { username: 'nobody', password: SECRET }],
    ['an empty password', { username: 'game', password: '' }],
  ])('[CAS-27] with %s a start fails at once, naming user and variables', async (_, credentials) => {
    const { message, tookMs } = await refusalOf(open(credentials))
    expect(message).toContain(`the credentials of user "${credentials.username}"`)
    expect(message).toContain('correct CASSANDRA_USERNAME and CASSANDRA_PASSWORD')
    expect(message).not.toContain('\n')
    expect(tookMs).toBeLessThan(AT_ONCE_MS)
  })
})

describe('a user without rights', () => {
  it('[CAS-27] gets a refusal at once that says what to do, and starts when that is done', async () => {
    await makeUser('guest')
    const keyspace = newKeyspace()
    const guest: Credentials = { username: 'guest', password: SECRET }
    const first = await refusalOf(open(guest, keyspace))
    expect(first.message).toMatch(
      new RegExp(
        `^the Cassandra user "guest" lacks rights for keyspace ${keyspace} \\(.*CREATE.*\\); create it`,
      ),
    )
    expect(first.message).not.toContain('\n')
    expect(first.tookMs).toBeLessThan(AT_ONCE_MS)

    await admin.execute(
      `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    )
    const second = await refusalOf(open(guest, keyspace))
    expect(second.message).toMatch(/\); grant CREATE, ALTER, SELECT and MODIFY on it$/)
    for (const right of ['CREATE', 'ALTER', 'SELECT', 'MODIFY']) {
      await admin.execute(`GRANT ${right} ON KEYSPACE ${keyspace} TO guest`)
    }
    const store = await open(guest, keyspace)
    try {
      await startAndExit(store)
    } finally {
      await store.close()
    }
  })
})

describe('gamemesh serve on a Cassandra that asks for credentials', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gamemesh-credentials-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const serve = (port: number, password?: string) =>
    runGamemesh(['serve'], {
      folder,
      environment: {
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'debug',
        CASSANDRA_HOSTS: cluster.hosts.join(','),
        CASSANDRA_KEYSPACE: newKeyspace(),
        ...(password !== undefined && { CASSANDRA_USERNAME: 'game', CASSANDRA_PASSWORD: password }),
      },
    })

  it('[CAS-27] works with CASSANDRA_USERNAME and CASSANDRA_PASSWORD, and prints no password', async () => {
    const port = await freePorts(1)
    const server = serve(port, SECRET)
    try {
      await eventually('the server is ready', async () => {
        return (await fetch(`http://127.0.0.1:${port}/ready`)).ok || undefined
      })
    } finally {
      server.signal('SIGTERM')
      const { stdout, stderr } = await server.finished
      said.push([stdout, stderr])
    }
    expect(said.flat().join('')).toContain('cassandra driver')
    expect(await server.finished).toMatchObject({ status: 0, stderr: '' })
  })

  it('[CAS-27] with none or wrong ones is one line and status 1', async () => {
    for (const password of [undefined, WRONG_SECRET]) {
      const { status, stdout, stderr } = await serve(0, password).finished
      said.push([stdout, stderr])
      expect(stderr.trim().split('\n')).toEqual([
        expect.stringMatching(/^gamemesh: Cassandra at .* CASSANDRA_USERNAME and CASSANDRA_PASSWORD$/),
      ])
      expect(status).toBe(1)
    }
  })
})
