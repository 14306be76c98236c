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
/** A start that takes so long is seen by nobody before. */
const VERY_SLOW_FLUSH_MS = 700
const LOOKS_EVERY_MS = 10
const WATCHED_STARTS = 3
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

/**
 * Starts at a server with a slow disk, looked for at another one of the same folder: how long after its sending the first
 * was seen there, at the earliest.
 */
async function seenElsewhereAfterMs(careless?: string): Promise<number> {
  const port = await freePorts(2)
  const serve = (ownPort: number, under: readonly string[]) =>
    runGamemesh(['serve'], {
      folder,
      environment: {
        STORAGE: 'embedded',
        DATA_DIR: join(folder, 'data'),
        HOST: '127.0.0.1',
        PORT: String(ownPort),
        REQUEST_TIMEOUT_SECONDS: '30',
        ...(careless !== undefined && { CARELESS_LMDB: careless }),
      },
      under,
      nodeFlags: careless === undefined ? [] : ['--import', CARELESS],
    })
  const [slowUrl, fastUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`]
  const ready = (url: string) =>
    eventually('the server is ready', async () => (await fetch(`${url}/ready`)).ok || undefined)
  const servers = [serve(port + 1, [])]
  try {
    await ready(fastUrl)
    servers.push(serve(port, trace.command(FLUSH_CALLS, { calls: FLUSH_CALLS, ms: VERY_SLOW_FLUSH_MS })))
    await ready(slowUrl)
    const tookMs: number[] = []
    for (let index = 0; index < WATCHED_STARTS; index++) {
      const sentAtMs = performance.now()
      const started = start(slowUrl, `slow-${index}`)
      await seen(`${fastUrl}/game/sessions?user_id=slow-${index}`)
      tookMs.push(performance.now() - sentAtMs)
      await started
    }
    return Math.min(...tookMs)
  } finally {
    for (const server of servers) server.signal('SIGTERM')
    await Promise.all(servers.map(({ finished }) => finished))
  }
}

async function seen(listUrl: string): Promise<void> {
  for (;;) {
    const { sessions } = (await (await fetch(listUrl)).json()) as { sessions: unknown[] }
    if (sessions.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS))
  }
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

  it('[DSK-6] no server tells of what another one has not flushed yet', async () => {
    expect(closed).toBeUndefined()
    expect(await seenElsewhereAfterMs()).toBeGreaterThanOrEqual(VERY_SLOW_FLUSH_MS)
  })

  it('[DSK-6] that shows-early is found out', async () => {
    expect(closed).toBeUndefined()
    expect(await seenElsewhereAfterMs('shows-early')).toBeLessThan(VERY_SLOW_FLUSH_MS)
  })
})
