import { beforeEach, describe, expect, it } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isRegionName } from '../../../src/base/region-name.ts'
import { EXPIRED_ID, fixture, post, send, SESSION_ID, type Answer, type Fixture } from './fixture.ts'

let main: Fixture
beforeEach(() => {
  main = fixture()
})

const get = (target: string) => send(main.application, 'GET', target)

describe('GET /health', () => {
  it('[HTTP-28] answers exactly {"status":"ok"}, whatever the store does', async () => {
    main.parts.checks = { store: 'gone' }
    const answer = await get('/health')
    expect([answer.status, answer.body]).toEqual([200, '{"status":"ok"}'])
  })
})

describe('GET /ready', () => {
  it('[HTTP-29] answers 200 when everything is there', async () => {
    const answer = await get('/ready')
    expect([answer.status, answer.json]).toEqual([200, { status: 'ready', checks: { store: 'ok' } }])
  })

  it('[HTTP-29] answers 503 with Retry-After and names what is missing', async () => {
    main.parts.checks = { store: 'no contact point answers', stopping: 'ok' }
    const answer = await get('/ready')
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json).toEqual({ status: 'unready', checks: main.parts.checks })
  })
})

describe('GET /metrics', () => {
  it('answers in the format that the source names', async () => {
    const answer = await get('/metrics')
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/plain; version=0.0.4',
      'up 1\n',
    ])
  })
})

describe('pages', () => {
  it('[HTTP-30] GET / names role and region and links what the server offers', async () => {
    const page = await get('/')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    const links = [...page.body.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
    expect(links).toEqual(['health', 'ready', 'metrics', 'docs', 'openapi.json', 'api/regions'])
    for (const link of links.filter((href) => href !== 'api/regions')) {
      expect((await get(`/${String(link)}`)).status).toBe(200)
    }
    expect((await send(fixture('regional').application, 'GET', '/')).body).not.toContain('api/regions')
  })

  it.each(['/', '/docs'])(
    '[HTTP-30] %s loads nothing from elsewhere and runs no inline script',
    async (path) => {
      const page = await get(path)
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; /)
      expect(page.headers['content-security-policy']).not.toContain("script-src 'self' 'unsafe")
      expect(page.body).not.toMatch(/https?:|(src|href)="\/\/|<script(?![^>]* src=)/)
      expect(page.body).toContain('<html lang="en">')
      expect(page.body).toContain('<title>')
    },
  )
})

describe('GET /openapi.json', () => {
  it.each(['main', 'regional'] as const)('[HTTP-31] is valid OpenAPI 3.1 on a %s server', async (role) => {
    const { body } = await send(fixture(role).application, 'GET', '/openapi.json')
    const result = await new Validator().validate(JSON.parse(body) as Record<string, unknown>)
    expect(result).toMatchObject({ valid: true })
  })

  it('[HTTP-31] describes every route but the pages', async () => {
    const { json } = await get('/openapi.json')
    expect(Object.keys(json['paths'] as object).sort()).toEqual([
      '/api/regions',
      '/api/regions/register',
      '/game/exit',
      '/game/sessions',
      '/game/sessions/{session_id}',
      '/game/sessions/{session_id}/heartbeat',
      '/game/start',
      '/health',
      '/metrics',
      '/openapi.json',
      '/ready',
    ])
  })

  it('[HTTP-31] the pattern for region names is the rule itself', async () => {
    const { json } = await get('/openapi.json')
    const pattern = new RegExp(String(at(json, 'components', 'schemas', 'RegionName', 'pattern')))
    for (const name of ['eu', 'a-1', '-', 'x'.repeat(32), '', 'x'.repeat(33), 'EU', 'a b', 'ü', 'eu\n']) {
      expect(pattern.test(name)).toBe(isRegionName(name))
    }
  })

  it('[HTTP-31] each answer fits the schema that the document gives for its status', async () => {
    const { json: document } = await get('/openapi.json')
    const { application } = main
    const register = {
      region: 'asia',
      base_url: 'http://localhost:8083',
      location: { latitude: 1, longitude: 2 },
    }
    const exchanges: Array<[string, string, Answer]> = [
      ['/game/start', 'post', await post(application, '/game/start', { user_id: 'u' })],
      ['/game/start', 'post', await post(application, '/game/start', {})],
      ['/game/exit', 'post', await post(application, '/game/exit', { session_id: SESSION_ID })],
      [
        '/game/exit',
        'post',
        await post(application, '/game/exit', { session_id: SESSION_ID.replace('5', '6') }),
      ],
      [
        '/game/sessions/{session_id}/heartbeat',
        'post',
        await post(application, `/game/sessions/${SESSION_ID}/heartbeat`, {}),
      ],
      [
        '/game/sessions/{session_id}/heartbeat',
        'post',
        await post(application, `/game/sessions/${EXPIRED_ID}/heartbeat`, {}),
      ],
      ['/game/sessions/{session_id}', 'get', await get(`/game/sessions/${SESSION_ID}`)],
      ['/game/sessions', 'get', await get('/game/sessions?user_id=u')],
      ['/game/sessions', 'get', await get('/game/sessions')],
      ['/api/regions/register', 'post', await post(application, '/api/regions/register', register)],
      ['/api/regions', 'get', await get('/api/regions')],
      ['/health', 'get', await get('/health')],
      ['/ready', 'get', await get('/ready')],
    ]
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, uuid: true, uri: true } })
    ajv.addSchema(document, 'openapi')
    for (const [path, method, answer] of exchanges) {
      const type = answer.headers['content-type'] ?? ''
      const pointer = ['paths', path, method, 'responses', String(answer.status), 'content', type, 'schema']
      const escaped = pointer.map((key) =>
        encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
      )
      const valid = ajv.validate({ $ref: `openapi#/${escaped.join('/')}` }, answer.json)
      expect([path, answer.status, valid, ajv.errors]).toEqual([path, answer.status, true, null])
    }
  })
})

function at(value: unknown, ...keys: string[]): unknown {
  let found = value
  for (const key of keys) found = (found as Record<string, unknown>)[key]
  return found
}
