import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runEpidemic } from '../../../../src/simulator/epidemic/run-epidemic.ts'
import { MAX_API_FLOOD_NODES, MAX_API_NODES } from '../../../../src/simulator/serve/bounded-runs.ts'
import { type SimulatorServer, serveSimulator } from '../../../../src/simulator/serve/serve-simulator.ts'
import { MAX_TARGET_LENGTH } from '../../../../src/simulator/serve/site.ts'
import { MAX_LISTED_LINKS, MAX_LISTED_NODES } from '../../../../src/simulator/serve/topology-view.ts'

let server: SimulatorServer
const faults: unknown[] = []

beforeAll(async () => {
  server = await serveSimulator({
    host: '127.0.0.1',
    port: 0,
    simulation: { nodes: 12, seed: 7 },
    onFault: (error) => faults.push(error),
  })
})

afterAll(async () => {
  await server.close()
  expect(faults).toEqual([])
})

const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.url), init)

/** A target as it stands, which a client library would tidy up. */
async function getRaw(target: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  return textOf(socket)
}

async function problemAt(path: string): Promise<{ status: number; code: string; detail: string }> {
  const answer = await get(path)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const document: { status: number; code: string; detail: string; request_id: string } = JSON.parse(
    await answer.text(),
  )
  expect(document.status).toBe(answer.status)
  expect(document.request_id).toBe(answer.headers.get('x-request-id'))
  return document
}

describe('/api/stats', () => {
  it('[SIMS-2] gives the report of the run that the server was started with', async () => {
    const answer = await get('/api/stats')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const report = await answer.json()
    expect(report).toMatchObject({ nodes: 12, seed: 7, converged: true })
    expect(await (await get('/api/stats')).json()).toEqual(report)
  })

  it('[SIMS-2] gives the report of the run that the query asks for, byte for byte that of the simulator', async () => {
    const query =
      'nodes=50&fanout=2&drop=0.2&latency=1ms..100ms&strategy=push-pull&topology=ring&seed=9&origin=3'
    const report = runEpidemic({
      nodes: 50,
      fanout: 2,
      drop: 0.2,
      latency: { kind: 'uniform', fromMs: 1, toMs: 100 },
      strategy: 'push-pull',
      topology: 'ring',
      seed: 9,
      origins: [3],
    })
    expect(await (await get(`/api/stats?${query}`)).text()).toBe(`${JSON.stringify(report)}\n`)
  })

  it('[SIMS-2] has the five statistics of a simulation', async () => {
    const report: Record<string, unknown> = JSON.parse(await (await get('/api/stats')).text())
    for (const name of [
      'totalMessages',
      'droppedMessages',
      'convergenceMs',
      'messagesByRound',
      'nodeStates',
      'averageHops',
    ])
      expect(report).toHaveProperty(name)
  })
})

interface Topology {
  readonly topology: string
  readonly nodeCount: number
  readonly nodes: readonly { id: string; state: string; informedMs: number | null; hops: number | null }[]
  readonly links: readonly (readonly [string, string])[]
  readonly truncated: boolean
}

const topologyAt = async (query: string): Promise<Topology> =>
  JSON.parse(await (await get(`/api/topology?${query}`)).text())

describe('/api/topology', () => {
  it('[SIMS-3] lists what nodes know at the end, and each link once', async () => {
    const answer = await get('/api/topology?nodes=3&drop=0&seed=1')
    expect(answer.headers.get('content-type')).toBe('application/json')
    const { topology, nodeCount, nodes, links, truncated } = await topologyAt('nodes=3&drop=0&seed=1')
    expect({ topology, nodeCount, truncated }).toEqual({ topology: 'full', nodeCount: 3, truncated: false })
    expect(nodes[0]).toEqual({ id: 'node-0', state: 'informed', informedMs: 0, hops: 0 })
    expect(nodes.map(({ state }) => state)).toEqual(['informed', 'informed', 'informed'])
    expect(links).toEqual([
      ['node-0', 'node-1'],
      ['node-0', 'node-2'],
      ['node-1', 'node-2'],
    ])
  })

  it('[SIMS-3] has nodes that were not reached', async () => {
    const { nodes } = await topologyAt('nodes=2&drop=1&fanout=1&strategy=relay-once')
    expect(nodes[1]).toEqual({ id: 'node-1', state: 'missing', informedMs: null, hops: null })
  })

  it('[SIMS-3] says so when it does not list everything', async () => {
    const many = await topologyAt('nodes=20000&topology=ring&drop=1&strategy=relay-once')
    expect(many.nodes).toHaveLength(MAX_LISTED_NODES)
    expect(many.truncated).toBe(true)
    const dense = await topologyAt('nodes=1000')
    expect(dense.links).toHaveLength(MAX_LISTED_LINKS)
    expect(dense.truncated).toBe(true)
  })
})

describe('the API of the simulator', () => {
  it.each([
    ['nodes=0', 'nodes is 0'],
    ['nodes=ten', 'nodes is ten'],
    ['nodes=1e3', 'nodes is 1e3'],
    ['nodes=', 'nodes is '],
    ['nodes=2.5', 'nodes is 2.5'],
    ['nodes=5&fanout=9', 'fanout is 9'],
    ['drop=1.5', 'drop is 1.5'],
    ['drop=NaN', 'drop is NaN'],
    ['latency=fast', 'latency is fast'],
    ['latency=9s..1s', 'latency'],
    ['strategy=shout', 'strategy is shout; allowed: push, pull'],
    ['topology=torus', 'topology is torus; allowed: full, ring'],
    ['seed=0.5', 'seed is 0.5'],
    ['origin=99', 'origin'],
    ['nodes=4&nodes=5', 'nodes is 4 and 5; allowed: one value'],
    ['colour=red', 'parameter is colour; allowed: nodes, fanout'],
    [`seed=${'1'.repeat(65)}`, 'seed is 1'],
    [`nodes=${MAX_API_NODES + 1}`, `allowed: at most ${MAX_API_NODES} over HTTP`],
    [
      `strategy=flood&nodes=${MAX_API_FLOOD_NODES + 1}`,
      `allowed: at most ${MAX_API_FLOOD_NODES} in a flood over HTTP`,
    ],
  ])('[SIMS-4] refuses %s and names what is wrong', async (query, detail) => {
    for (const path of ['/api/stats', '/api/topology']) {
      const problem = await problemAt(`${path}?${query}`)
      expect(problem).toMatchObject({ status: 400, code: 'invalid_request' })
      expect(problem.detail).toContain(detail)
    }
  })

  it.each(['/nothing', '/api', '/api/stats/', '/API/stats', '/index.html', '/favicon.ico', '//'])(
    '[SIMS-5] has nothing at %s',
    async (path) => {
      expect(await getRaw(path)).toMatch(/^HTTP\/1.1 404 [^]*"code":"not_found"/)
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    '[SIMS-5] refuses %s and names what it takes',
    async (method) => {
      const answer = await get('/api/stats', { method })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD')
    },
  )

  it('[SIMS-5] refuses a URI that is too long', async () => {
    const problem = await problemAt(`/api/stats?${'x'.repeat(MAX_TARGET_LENGTH)}`)
    expect(problem).toMatchObject({ status: 414, code: 'uri_too_long' })
  })
})

describe('the page’s files', () => {
  it('[SIMS-6] come as what they are', async () => {
    const page = await get('/')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(await page.text()).toContain('src="modules/simulator/page/main.ts"')
    const script = await get('/modules/simulator/page/main.ts')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const core = await get('/modules/simulator/epidemic/epidemic.ts')
    expect(await core.text()).not.toContain('private ')
    expect((await get('/page.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  it.each([
    '/modules/',
    '/modules/package.json',
    '/modules/../package.json',
    '/modules/%2e%2e/package.json',
    '/modules/..%2f..%2fpackage.json',
    '/modules/simulator/serve/listen.ts',
    '/modules/simulator/page/html.ts',
    '/modules/simulator/page/../../cli/main.ts',
    '/modules/simulator//page/main.ts',
    '/modules//etc/passwd',
    '/src/cli/main.ts',
  ])('[SIMS-6] are no way to %s', async (target) => {
    expect(await getRaw(target)).toMatch(/^HTTP\/1.1 404 /)
  })
})

describe('a run that goes on too long', () => {
  it('[SIMS-7] is given up', async () => {
    const hurried = await serveSimulator({
      host: '127.0.0.1',
      port: 0,
      answerTimeoutMs: 1,
      onFault: (error) => faults.push(error),
    })
    const answer = await fetch(new URL('/api/stats?nodes=20000&drop=0.9', hurried.url))
    expect(answer.status).toBe(503)
    await hurried.close()
  })
})
