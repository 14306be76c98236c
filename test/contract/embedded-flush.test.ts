import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it as always, jest } from '@jest/globals'
import { eventually, freePorts, runGamemesh } from '../e2e/gamemesh-process.ts'
import { FLUSH_CALLS, WATCHED_CALLS, exchanges, tooEarly } from './support/flush-order.ts'
import { Trace, type SystemCall, whyNoStrace } from './support/strace.ts'

jest.setTimeout(120_000)

const CARELESS = new URL('./support/careless-lmdb.ts', import.meta.url).href
const ALONE = 10
const TOGETHER = 40
/** Far longer than a server takes for an answer, so that one that does not wait is ahead of the flush. */
const SLOW_FLUSH_MS = 50

const closed = await whyNoStrace()
if (closed !== undefined) console.warn(`the order of flushes and answers was not tested: ${closed}`)
const it = closed === undefined || process.env['CI'] ? always : always.skip

let folder: string
let trace: Trace

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gamemesh-flush-'))
  trace = await Trace.open()
})

afterEach(async () => {
  await trace.close()
  await rm(folder, { recursive: true, force: true })
})

/** Starts and exits through a watched server: one after another, then many at once. */
async function watched(careless?: string): Promise<SystemCall[]> {
  const port = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const environment = {
    STORAGE: 'embedded',
    DATA_DIR: join(folder, 'data'),
    HOST: '127.0.0.1',
    PORT: String(port),
  }
  const server = runGamemesh(['serve'], {
    folder,
    environment: { ...environment, ...(careless !== undefined && { CARELESS_LMDB: careless }) },
    under: trace.command(WATCHED_CALLS, { calls: FLUSH_CALLS, ms: SLOW_FLUSH_MS }),
    nodeFlags: careless === undefined ? [] : ['--import', CARELESS],
  })
  try {
    await eventually('the server is ready', async () => (await fetch(`${url}/ready`)).ok || undefined)
    const alone: string[] = []
    for (let index = 0; index < ALONE; index++) alone.push(await start(url, `alone-${index}`))
    for (const session of alone) await post(`${url}/game/exit`, { session_id: session })
    const users = Array.from({ length: TOGETHER }, (_, index) => `together-${index}`)
    const together = await Promise.all(users.map((user) => start(url, user)))
    await Promise.all(together.map((session) => post(`${url}/game/exit`, { session_id: session })))
  } finally {
    server.signal('SIGTERM')
    await server.finished
  }
  return trace.calls()
}

async function start(url: string, userId: string): Promise<string> {
  const session = await post(`${url}/game/start`, { user_id: userId })
  return String(session['session_id'])
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, unknown>
}

describe('a server on the embedded store', () => {
  it('[DSK-1] answers a start or an exit after a flush that began after its commit', async () => {
    expect(closed).toBeUndefined()
    const calls = await watched()
    expect(exchanges(calls)).toHaveLength(2 * (ALONE + TOGETHER))
    expect(tooEarly(calls)).toEqual([])
  })

  it.each([['never-flushes'], ['does-not-wait']])('[DSK-1] that %s is found out', async (careless) => {
    expect(closed).toBeUndefined()
    const calls = await watched(careless)
    expect(tooEarly(calls).length).toBeGreaterThanOrEqual(ALONE)
  })
})
