import { beforeEach, describe, expect, it } from '@jest/globals'
import { RegistrationRefusedError } from '../../../src/regions/errors.ts'
import { fixture, post, send, type Fixture } from './fixture.ts'

const PATH = '/api/regions/register'
let main: Fixture
beforeEach(() => {
  main = fixture()
})

describe('POST /api/regions/register', () => {
  it('[HTTP-9] takes region and base_url alone', async () => {
    const answer = await post(main.application, PATH, { region: 'asia', base_url: 'http://localhost:8083' })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      region: 'asia',
      instance: 'default',
      base_url: 'http://localhost:8083',
      status: 'registered',
      interval_seconds: 30,
    })
    expect(main.parts.registrations).toEqual([
      {
        region: 'asia',
        instance: 'default',
        baseUrl: 'http://localhost:8083',
        intervalMs: 30_000,
        draining: false,
      },
    ])
  })

  it('[HTTP-9] takes what a regional server says about itself', async () => {
    const location = { latitude: 50.1, longitude: 8.7 }
    await post(main.application, PATH, {
      region: 'eu',
      base_url: 'https://EU.example:443/game/',
      instance: 'eu-1.a_b',
      interval_seconds: 0.5,
      capacity: 100,
      active_sessions: 7,
      draining: true,
      location: { ...location, city: 'Frankfurt' },
    })
    expect(main.parts.registrations).toEqual([
      {
        region: 'eu',
        instance: 'eu-1.a_b',
        baseUrl: 'https://eu.example/game',
        intervalMs: 500,
        capacity: 100,
        activeSessions: 7,
        draining: true,
        location,
      },
    ])
  })

  it('[HTTP-9] refuses a reserved region name with 400', async () => {
    main.parts.regions.register = () => {
      throw new RegistrationRefusedError('region_name_reserved', 'no regional server can be named main')
    }
    const answer = await post(main.application, PATH, { region: 'main', base_url: 'http://localhost:1' })
    expect([answer.status, answer.json['code']]).toEqual([400, 'region_name_reserved'])
  })

  it.each([
    'localhost:8083',
    'ftp://localhost/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//localhost:8083',
    'http:localhost',
    'http://',
    'http:///path',
    'http://user@localhost',
    'http://user:secret@localhost',
    'http://@localhost',
    'http://localhost?',
    'http://localhost/?a=1',
    'http://localhost#',
    'http://localhost/#a',
    'http://local host',
    'http://localhost\n',
    'http://loc\talhost',
    'http://localhost\\@evil',
    'http://[::1',
    'http://localhost:99999',
    'http://localhost:0',
    'http://.',
    'http://xn--',
    'http://localhost/\ud800',
    `http://localhost/${'x'.repeat(512)}`,
    '',
    7,
    null,
    ['http://localhost'],
  ])('[HTTP-10] refuses the base_url %j', async (baseUrl) => {
    const answer = await post(main.application, PATH, { region: 'asia', base_url: baseUrl })
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request'])
    expect(main.parts.registrations).toEqual([])
  })

  it.each([
    ['region', undefined],
    ['region', 'Asia'],
    ['instance', ''],
    ['instance', 'a b'],
    ['instance', 'x'.repeat(65)],
    ['interval_seconds', 0],
    ['interval_seconds', -1],
    ['interval_seconds', 1e9],
    ['interval_seconds', '30'],
    ['capacity', -1],
    ['capacity', 1.5],
    ['capacity', 1e300],
    ['active_sessions', null],
    ['draining', 'yes'],
    ['location', {}],
    ['location', { latitude: 91, longitude: 0 }],
    ['location', { latitude: 0, longitude: -181 }],
  ])('[HTTP-9] refuses %s = %j', async (field, value) => {
    const body = { region: 'asia', base_url: 'http://localhost:8083', [field]: value }
    expect((await post(main.application, PATH, body)).status).toBe(400)
    expect(main.parts.registrations).toEqual([])
  })
})

describe('GET /api/regions', () => {
  it('[HTTP-11] lists each registered server', async () => {
    await post(main.application, PATH, { region: 'asia', base_url: 'http://localhost:8083', capacity: 5 })
    const { status, json } = await send(main.application, 'GET', '/api/regions')
    expect(status).toBe(200)
    expect(json).toEqual({
      regions: [
        {
          region: 'asia',
          instance: 'default',
          base_url: 'http://localhost:8083',
          status: 'available',
          last_seen: '2024-01-15T10:30:00.000Z',
          interval_seconds: 30,
          capacity: 5,
        },
      ],
    })
  })

  it('[HTTP-11] calls a server that takes no more sessions draining', async () => {
    await post(main.application, PATH, { region: 'asia', base_url: 'http://localhost:8083', draining: true })
    const { json } = await send(main.application, 'GET', '/api/regions')
    expect(json).toMatchObject({ regions: [{ status: 'draining' }] })
  })
})

describe('on a regional server', () => {
  it('[HTTP-12] the paths below /api/regions do not exist', async () => {
    const { application } = fixture('regional')
    const registered = await post(application, PATH, { region: 'asia', base_url: 'http://localhost:8083' })
    const listed = await send(application, 'GET', '/api/regions')
    expect([registered.status, listed.status]).toEqual([404, 404])
    expect((await send(application, 'GET', '/openapi.json')).body).not.toContain('/api/regions')
  })
})
