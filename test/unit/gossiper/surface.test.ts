import { describe, expect, it } from '@jest/globals'
import { MAX_GOSSIP_BYTES } from '../../../src/gossiper/messages.ts'
import { problemOf, surfaceOf } from './surface-fixture.ts'

const PLAYER = '{"a":{"score":1,"timestamp":5}}'

describe('GET /update', () => {
  it('[GSP-1] sets the score, and answers the new state of the player', async () => {
    const { ask, board } = surfaceOf()
    const answer = await ask('GET', '/update?playerId=player123&score=1500')
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json' })
    expect(board.text()).toBe(`{"player123":${String(answer.body)}}`)
    expect(answer.body).toMatch(/^\{"score":1500,"timestamp":\d{13,19}\}$/)
  })

  it.each([
    ['0', '0'],
    ['-5', '-5'],
    ['-0', '0'],
    ['9223372036854775807', '9223372036854775807'],
  ])('[GSP-1] takes the score %s', async (given, kept) => {
    const { ask } = surfaceOf()
    expect((await ask('GET', `/update?playerId=a&score=${given}`)).body).toContain(`"score":${kept},`)
  })

  it('[GSP-1] takes any text as player', async () => {
    const { ask, board } = surfaceOf()
    await ask('GET', '/update?playerId=J%C3%BCrgen+%26+Co&score=1')
    expect(board.state('Jürgen & Co')?.score).toBe(1n)
  })

  it('[GSP-1, PLY-6] takes metadata beyond the score', async () => {
    const { ask } = surfaceOf()
    const metadata = encodeURIComponent('{"name":"Ann","level":5,"at":[1,2]}')
    await ask('GET', `/update?playerId=a&score=1&metadata=${metadata}`)
    const kept = await ask('GET', '/update?playerId=a&score=2')
    expect(kept.body).toContain('"metadata":{"at":[1,2],"level":5,"name":"Ann"}')
    expect((await ask('GET', '/update?playerId=a&score=2&metadata={}')).body).not.toContain('metadata')
  })

  it.each([
    'score=1',
    'playerId=&score=1',
    'playerId=a',
    'playerId=a&score=',
    'playerId=a&score=abc',
    'playerId=a&score=1.5',
    'playerId=a&score=1e3',
    'playerId=a&score=9223372036854775808',
    'playerId=a&score=1&score=2',
    'playerId=%ff&score=1',
    'playerId=a%0Ab&score=1',
    'playerId=%C2%9B31m&score=1',
    'playerId=a&score=1&metadata=[]',
    'playerId=a&score=1&metadata={',
    '',
  ])('[GSP-2] refuses "%s" with 400 and changes nothing', async (query) => {
    const { ask, board } = surfaceOf()
    const answer = await ask('GET', `/update?${query}`)
    expect(problemOf(answer)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      contentType: 'application/problem+json',
    })
    expect(board.text()).toBe('{}')
  })

  it('[GSP-8] answers 503 if the update cannot be saved', async () => {
    const { ask } = surfaceOf({ saved: () => Promise.reject(new Error('ENOSPC')) })
    expect(problemOf(await ask('GET', '/update?playerId=a&score=1'))).toMatchObject({ code: 'not_saved' })
  })

  it('[GSP-15] is refused to a page of another site, and not to the own page', async () => {
    const { ask, board } = surfaceOf()
    const from = (site: string) =>
      ask('GET', '/update?playerId=a&score=1', { headers: { 'sec-fetch-site': site } })
    expect(problemOf(await from('cross-site'))).toMatchObject({ status: 403, code: 'cross_site' })
    expect(board.size).toBe(0)
    expect((await from('same-origin')).status).toBe(200)
  })

  it('[GSP-5] is not done by HEAD', async () => {
    const { ask, board } = surfaceOf()
    expect((await ask('HEAD', '/update?playerId=a&score=1')).status).toBe(405)
    expect(board.size).toBe(0)
  })
})

describe('GET /state', () => {
  it('[GSP-3] is {} on an empty node', async () => {
    const { ask } = surfaceOf()
    expect(await ask('GET', '/state')).toMatchObject({
      status: 200,
      body: '{}',
      contentType: 'application/json',
    })
  })

  it('[GSP-3] gives what was gossiped in, literally', async () => {
    const { ask, gossip } = surfaceOf()
    const example =
      '{"player123":{"score":1500,"timestamp":1696012345000000000},' +
      '"player456":{"score":2300,"timestamp":1696012346000000000}}'
    await gossip(example)
    expect((await ask('GET', '/state')).body).toBe(example)
  })
})

describe('POST /gossip', () => {
  it('[GSP-4] merges the state that it gets, and answers its own', async () => {
    const { ask, gossip, board } = surfaceOf()
    await ask('GET', '/update?playerId=b&score=2')
    const answer = await gossip(PLAYER)
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json', body: board.text() })
    expect(board.state('a')).toEqual({ score: 1n, timestamp: 5n })
  })

  it('[GSP-4] keeps exact digits: the later of two neighbouring nanoseconds wins', async () => {
    const { gossip } = surfaceOf()
    const at = (score: number, timestamp: string) =>
      gossip(`{"a":{"score":${score},"timestamp":${timestamp}}}`)
    await at(2, '1696012345000000002')
    const { body } = await at(1, '1696012345000000001')
    expect(body).toBe('{"a":{"score":2,"timestamp":1696012345000000002}}')
  })

  it('[GSP-4, PLY-5] tells how many players it left out', async () => {
    const { gossip } = surfaceOf()
    const answer = await gossip('{"a":{"score":1,"timestamp":9000000000000000000}}')
    expect(answer).toMatchObject({ status: 200, body: '{}', headers: { 'gossip-left-out': '1' } })
  })

  it.each([
    ['{', 400, 'invalid_json'],
    ['', 400, 'invalid_json'],
    ['[]', 400, 'invalid_request'],
    ['null', 400, 'invalid_request'],
    ['{"b":{"score":1,"timestamp":1},"a":{"score":9,"timestamp":-1}}', 400, 'invalid_request'],
    ['{"b":{"score":1,"timestamp":1},"a":{"score":9,"timestamp":"9"}}', 400, 'invalid_request'],
    ['{"a":{"score":"9","timestamp":9}}', 400, 'invalid_request'],
    [' '.repeat(MAX_GOSSIP_BYTES + 1), 413, 'payload_too_large'],
  ])('[GSP-5] refuses %.60s with %i %s, and changes nothing', async (body, status, code) => {
    const { gossip, board } = surfaceOf()
    await gossip(PLAYER)
    expect(problemOf(await gossip(body))).toMatchObject({ status, code })
    expect(board.text()).toBe(PLAYER)
  })

  it.each([undefined, 'text/plain', 'application/vnd.gamemesh.frames'])(
    '[GSP-5] refuses the content type %s with 415',
    async (type) => {
      const { ask, board } = surfaceOf()
      const headers = type === undefined ? {} : { 'content-type': type }
      expect((await ask('POST', '/gossip', { body: PLAYER, headers })).status).toBe(415)
      expect(
        (
          await ask('POST', '/gossip', {
            headers: { 'content-type': 'Application/JSON; charset=utf-8' },
            body: PLAYER,
          })
        ).status,
      ).toBe(200)
      expect(board.size).toBe(1)
    },
  )

  it('[GSP-5] refuses a body that is compressed, and one that is not UTF-8', async () => {
    const { gossip, ask } = surfaceOf()
    expect((await gossip(PLAYER, { 'content-encoding': 'gzip' })).status).toBe(415)
    const headers = { 'content-type': 'application/json' }
    expect((await ask('POST', '/gossip', { headers, body: Uint8Array.of(0x22, 0xff, 0x22) })).status).toBe(
      400,
    )
  })
})

describe('the other paths', () => {
  it.each([
    ['GET', '/gossip', 'POST'],
    ['POST', '/update', 'GET'],
    ['DELETE', '/state', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('[GSP-5] %s %s is answered by 405 and Allow: %s', async (method, target, allow) => {
    const { ask } = surfaceOf()
    expect(await ask(method, target)).toMatchObject({ status: 405, headers: { allow } })
  })

  it('[GSP-5] that do not exist are answered by 404', async () => {
    const { ask } = surfaceOf()
    expect(problemOf(await ask('GET', '/scores'))).toMatchObject({ status: 404, code: 'not_found' })
  })

  it('[GSP-13] /metrics is served as it is', async () => {
    const { ask } = surfaceOf()
    expect(await ask('GET', '/metrics')).toMatchObject({
      status: 200,
      body: 'rounds 0\n',
      contentType: 'text/plain',
    })
  })

  it('[PLY-8] /leaderboard has the best players, with exact digits', async () => {
    const { ask, gossip } = surfaceOf()
    await gossip('{"a":{"score":9007199254740993,"timestamp":1},"b":{"score":5,"timestamp":1}}')
    const { body } = await ask('GET', '/leaderboard?limit=1')
    expect(body).toBe(
      '{"total":2,"players":[{"rank":1,"playerId":"a","score":9007199254740993,"timestamp":1}]}',
    )
    expect((await ask('GET', '/leaderboard?limit=0')).status).toBe(400)
  })

  it('[GSP-14] / shows the players and a form, escaped, under a strict policy', async () => {
    const { ask } = surfaceOf()
    await ask('GET', `/update?score=7&playerId=${encodeURIComponent('<b>&"x"')}`)
    const { status, contentType, body, headers } = await ask('GET', '/')
    expect({ status, contentType }).toEqual({ status: 200, contentType: 'text/html; charset=utf-8' })
    expect(body).toContain('&lt;b&gt;&amp;&quot;x&quot;')
    expect(body).not.toContain('<b>')
    expect(body).toContain('<form id="update" action="update"')
    expect(body).not.toMatch(/<script>|https?:\/\//)
    expect(headers?.['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  })
})

describe('an open node on one machine', () => {
  it.each(['evil.example', 'evil.example:8081', 'localhost.evil.example', '127.0.0.1.evil.example'])(
    '[GSP-23] serves nobody who calls it %s, a name that somebody may have made point here',
    async (host) => {
      const { ask, board } = surfaceOf({ hostNames: [] })
      for (const target of ['/update?playerId=a&score=1', '/state', '/'])
        expect(problemOf(await ask('GET', target, { headers: { host } }))).toMatchObject({
          status: 421,
          code: 'host_not_served',
        })
      expect(board.size).toBe(0)
    },
  )

  it.each([
    undefined,
    'localhost:8081',
    'LocalHost',
    '127.0.0.1:8081',
    '[::1]:8081',
    '10.0.0.1',
    'Game.example:80',
  ])('[GSP-23] serves who calls it %s', async (host) => {
    const { ask } = surfaceOf({ hostNames: ['game.example'] })
    expect((await ask('GET', '/state', { headers: host === undefined ? {} : { host } })).status).toBe(200)
  })

  it('[GSP-23] does not ask where others can reach it, too', async () => {
    const { ask } = surfaceOf()
    expect((await ask('GET', '/state', { headers: { host: 'game.example' } })).status).toBe(200)
  })
})

describe('a node with a token', () => {
  const bearer = { authorization: 'Bearer s3cret' }

  it.each(['/state', '/update?playerId=a&score=1', '/metrics', '/leaderboard'])(
    '[GSP-9] answers GET %s only with the token',
    async (target) => {
      const { ask, board } = surfaceOf({ token: 's3cret' })
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 's3cret' }])
        expect(await ask('GET', target, { headers })).toMatchObject({
          status: 401,
          headers: { 'www-authenticate': 'Bearer' },
        })
      expect(board.size).toBe(0)
      expect((await ask('GET', target, { headers: bearer })).status).toBe(200)
    },
  )

  it('[GSP-9] takes gossip only with the token', async () => {
    const { gossip } = surfaceOf({ token: 's3cret' })
    expect((await gossip(PLAYER)).status).toBe(401)
    expect((await gossip(PLAYER, bearer)).status).toBe(200)
  })

  it('[GSP-9] serves the page to everybody, and players on it to nobody', async () => {
    const { ask, gossip } = surfaceOf({ token: 's3cret' })
    await gossip('{"ann":{"score":1,"timestamp":5}}', bearer)
    const { status, body } = await ask('GET', '/')
    expect(status).toBe(200)
    expect(body).not.toContain('ann')
    expect((await ask('GET', '/page.js')).status).toBe(200)
  })
})

describe('a node with an authority', () => {
  it('[GSP-9] takes gossip only from who shows a certificate', async () => {
    const { ask } = surfaceOf({ certifiedPeers: true })
    const headers = { 'content-type': 'application/json' }
    expect((await ask('POST', '/gossip', { headers, body: PLAYER })).status).toBe(403)
    expect((await ask('POST', '/gossip', { headers, body: PLAYER, certified: true })).status).toBe(200)
  })
})
