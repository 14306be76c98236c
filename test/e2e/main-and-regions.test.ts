import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, eventually, freePorts, runGamemesh } from './gamemesh-process.ts'

/** Real servers as processes of their own, on one embedded store, talking over real sockets. */
jest.setTimeout(120_000)

const INTERVAL_SECONDS = 0.5

interface Session {
  readonly session_id: string
  readonly user_id: string
  readonly region: string
  readonly started_at: string
  readonly status: string
}

let folder: string
let mainPort: number
let users = 0
const servers = new Map<string, Running>()

function newUser(): string {
  users += 1
  return `user-${users}`
}

function portOf(name: string): number {
  return mainPort + ['main', 'eu', 'us'].indexOf(name)
}

function urlOf(name: string, path = ''): string {
  return `http://127.0.0.1:${portOf(name)}${path}`
}

async function serve(name: string): Promise<void> {
  const environment: Record<string, string> = {
    HOST: '127.0.0.1',
    PORT: String(portOf(name)),
    REGION: name,
    STORAGE: 'embedded',
    DATA_DIR: join(folder, 'data'),
    REGISTER_INTERVAL_SECONDS: String(INTERVAL_SECONDS),
    ...(name !== 'main' && { MAIN_SERVER_URL: urlOf('main') }),
  }
  servers.set(name, runGamemesh(['serve'], { folder, environment }))
  await eventually(`${name} is ready`, async () => (await fetch(urlOf(name, '/ready'))).ok || undefined)
}

async function end(name: string, signal: NodeJS.Signals): Promise<number | null | undefined> {
  const server = servers.get(name)
  server?.signal(signal)
  servers.delete(name)
  return (await server?.finished)?.status
}

function logOf(name: string): Record<string, unknown>[] {
  const lines = (servers.get(name)?.written().stdout ?? '').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}

async function registered(region: string, status: string): Promise<void> {
  await eventually(`main sees ${region} ${status}`, async () => {
    const { regions } = (await (await fetch(urlOf('main', '/api/regions'))).json()) as {
      regions: { region: string; status: string }[]
    }
    return regions.some((entry) => entry.region === region && entry.status === status) || undefined
  })
}

async function post(name: string, path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(urlOf(name, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Session }
}

function start(name: string, body: object, headers?: Record<string, string>) {
  return post(name, '/game/start', body, headers)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-e2e-'))
  mainPort = await freePorts(3)
  await Promise.all(['main', 'eu', 'us'].map(serve))
  await Promise.all(['eu', 'us'].map((region) => registered(region, 'available')))
})

afterAll(async () => {
  await Promise.all([...servers.keys()].map((name) => end(name, 'SIGTERM')))
  rmSync(folder, { recursive: true })
})

describe('main and its regions', () => {
  it('main has the first region by name run a start', async () => {
    const user = newUser()
    const { status, body } = await start('main', { user_id: user })
    expect(status).toBe(201)
    expect(Object.keys(body)).toEqual(['session_id', 'user_id', 'region', 'started_at', 'status'])
    expect(body).toMatchObject({ user_id: user, region: 'eu', status: 'active' })
    expect(body.session_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('main has the preferred region run it, and falls back when there is none of that name', async () => {
    expect((await start('main', { user_id: newUser(), region: 'us' })).body.region).toBe('us')
    expect((await start('main', { user_id: newUser(), region: 'mars' })).body.region).toBe('eu')
  })

  it('a start sent to a region stays there, whatever region it asks for', async () => {
    expect((await start('eu', { user_id: newUser(), region: 'us' })).body.region).toBe('eu')
  })

  it('[FWD-28] a start that another server passed on is run where it arrives and never passed on again', async () => {
    const passedOn = { 'gamemesh-forwarded': 'asia' }
    for (const name of ['main', 'eu', 'us']) {
      const region = name === 'us' ? 'eu' : 'us'
      expect((await start(name, { user_id: newUser(), region }, passedOn)).body.region).toBe(name)
    }
  })

  it('[FWD-7] both servers log the request under the same id', async () => {
    const id = `trace-${newUser()}`
    await start('main', { user_id: newUser(), region: 'us' }, { 'X-Request-ID': id })
    for (const name of ['main', 'us']) {
      await eventually(`${name} logs ${id}`, () => logOf(name).find((line) => line['request_id'] === id))
    }
    expect(logOf('eu').some((line) => line['request_id'] === id)).toBe(false)
  })

  it('a second start is answered with the first session, at every server', async () => {
    const user = newUser()
    const first = await start('main', { user_id: user, region: 'us' })
    for (const name of ['main', 'eu', 'us']) {
      expect(await start(name, { user_id: user })).toEqual({ status: 200, body: first.body })
    }
  })

  it('[SES-2] twenty starts of one user at once, through all servers, make one session', async () => {
    const user = newUser()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        start(['main', 'eu', 'us'][index % 3] ?? 'main', { user_id: user }),
      ),
    )
    expect(new Set(answers.map(({ body }) => body.session_id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('[SES-7] a key gives the same session through any server, also after its end', async () => {
    const user = newUser()
    const key = { 'Idempotency-Key': 'one-start' }
    const first = await start('main', { user_id: user, region: 'us' }, key)
    expect(first.status).toBe(201)
    expect(await start('eu', { user_id: user }, key)).toEqual({ status: 200, body: first.body })
    await post('eu', '/game/exit', { session_id: first.body.session_id })
    const after = await start('main', { user_id: user }, key)
    expect(after).toEqual({ status: 200, body: { ...first.body, status: 'exited' } })
  })

  it('[SES-3] exit works at every server and always gives the same answer; then the user can start again', async () => {
    const user = newUser()
    const { body: session } = await start('eu', { user_id: user })
    const exits: Awaited<ReturnType<typeof post>>[] = []
    for (const name of ['main', 'us', 'eu'])
      exits.push(await post(name, '/game/exit', { session_id: session.session_id }))
    expect(exits[0]?.status).toBe(200)
    expect(Object.keys(exits[0]?.body ?? {})).toEqual(['session_id', 'user_id', 'exited_at', 'status'])
    expect(exits).toEqual(exits.map(() => exits[0]))
    const again = await start('main', { user_id: user })
    expect(again.status).toBe(201)
    expect(again.body.session_id).not.toBe(session.session_id)
  })

  it('a session that another user has cannot be named by a forwarded start', async () => {
    const { body: session } = await start('eu', { user_id: newUser() })
    const forged = { 'gamemesh-forwarded': 'main', 'gamemesh-session-id': session.session_id }
    expect((await start('us', { user_id: newUser() }, forged)).status).toBe(409)
    const found = await fetch(urlOf('main', `/game/sessions/${session.session_id}`))
    expect(await found.json()).toEqual(session)
  })

  it("[FWD-8] main never passes on what is not a region's proper answer", async () => {
    const registration = { region: 'asia', base_url: `${urlOf('eu')}/health`, interval_seconds: 1 }
    expect((await post('main', '/api/regions/register', registration)).status).toBe(200)
    const { status, body } = await start('main', { user_id: newUser() })
    expect(status).toBe(201)
    expect(body.region).toBe('eu')
  })

  it('a regional server has no registry', async () => {
    const answer = await post('eu', '/api/regions/register', {
      region: 'asia',
      base_url: 'http://localhost:1',
    })
    expect(answer.status).toBe(404)
    expect((await fetch(urlOf('us', '/api/regions'))).status).toBe(404)
  })

  it('kill -9 of a region: starts go elsewhere, nothing is lost, and it is back by itself after a restart', async () => {
    const user = newUser()
    const { body: session } = await start('main', { user_id: user, region: 'us' })
    await end('us', 'SIGKILL')
    const elsewhere = await start('main', { user_id: newUser(), region: 'us' })
    expect(elsewhere).toMatchObject({ status: 201, body: { region: 'eu' } })
    expect(await start('main', { user_id: user })).toEqual({ status: 200, body: session })
    await registered('us', 'unavailable')
    await serve('us')
    await registered('us', 'available')
    await eventually('main asks us again', async () => {
      const { body } = await start('main', { user_id: newUser(), region: 'us' })
      return body.region === 'us' || undefined
    })
  })

  it('main away: regions serve on, and are registered again within an interval of its return', async () => {
    await end('main', 'SIGKILL')
    expect((await start('eu', { user_id: newUser() })).status).toBe(201)
    await serve('main')
    await Promise.all(['eu', 'us'].map((region) => registered(region, 'available')))
  })

  it('[HBT-3] a region that stops gracefully ends with 0 and gets no more starts at once', async () => {
    expect(await end('us', 'SIGTERM')).toBe(0)
    const { regions } = (await (await fetch(urlOf('main', '/api/regions'))).json()) as {
      regions: { region: string; status: string }[]
    }
    expect(regions.find(({ region }) => region === 'us')?.status).toBe('draining')
    expect((await start('main', { user_id: newUser(), region: 'us' })).body.region).toBe('eu')
    await serve('us')
  })

  it('no region left: main runs the session itself', async () => {
    await Promise.all([end('eu', 'SIGTERM'), end('us', 'SIGTERM')])
    expect((await start('main', { user_id: newUser(), region: 'eu' })).body.region).toBe('main')
    await Promise.all(['eu', 'us'].map(serve))
  })
})
