import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { FaultyRegions } from './faulty-regions.ts'
import { eventually } from './gamemesh-process.ts'
import {
  type Behaviour,
  type ForwardedStart,
  JSON_TYPE,
  PROBLEM_TYPE,
  answerText,
  answering,
} from './region-stand-in.ts'

jest.setTimeout(120_000)

/** As `FAILURES_UNTIL_OPEN` in the breaker. */
const FAILURES_UNTIL_OPEN = 5

let fleet: FaultyRegions

beforeAll(async () => {
  fleet = await FaultyRegions.start()
})

afterAll(() => fleet.close())

let users = 0
function newUser(): string {
  users += 1
  return `user-${users}`
}

const sessionOf = ({ userId, sessionId = randomUUID() }: ForwardedStart, given: object = {}) => ({
  session_id: sessionId,
  user_id: userId,
  region: 'eu',
  started_at: '2026-01-01T00:00:00.000Z',
  status: 'active',
  ...given,
})
const problem = (status: number, given: object = {}) => ({
  type: 'urn:gamemesh:problem:conflict',
  title: 'Conflict',
  status,
  detail: 'no',
  code: 'conflict',
  request_id: 'region-1',
  ...given,
})
const raw =
  (...pieces: (string | Buffer)[]): Behaviour =>
  (_start, socket) => {
    for (const piece of pieces) socket.write(piece)
  }
const endless =
  (head: string, piece: string): Behaviour =>
  (_start, socket) => {
    socket.write(head)
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
  }
const fine = answerText(201, JSON_TYPE, JSON.stringify(sessionOf({ userId: 'x' } as ForwardedStart)))

describe('a region that fails', () => {
  it.each<[string, string, Behaviour]>([
    ['closes without an answer', 'unreachable', (_start, socket) => void socket.end()],
    ['resets without an answer', 'unreachable', (_start, socket) => void socket.resetAndDestroy()],
    ['never answers', 'timeout', () => {}],
    ['stops in the middle of its head', 'timeout', raw(fine.slice(0, 30))],
    ['stops in the middle of its body', 'timeout', raw(fine.slice(0, -20))],
    [
      'says again and again that it will answer',
      'timeout',
      raw('HTTP/1.1 102 Processing\r\n\r\n'.repeat(50)),
    ],
    [
      'ends in the middle of its body',
      'unreachable',
      (_start, socket) => void socket.end(fine.slice(0, -20)),
    ],
    [
      'resets in the middle of its body',
      'unreachable',
      (_start, socket) => {
        socket.write(fine.slice(0, -20), () => socket.resetAndDestroy())
      },
    ],
    ['does not speak HTTP', 'unreachable', raw('SSH-2.0-OpenSSH_9.2\r\n')],
    ['sends random bytes', 'unreachable', raw(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]))],
    [
      'switches to another protocol',
      'unreachable',
      raw('HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
    ['says a status that is none', 'unreachable', answering('9999', '{}')],
    [
      'says two lengths',
      'unreachable',
      raw('HTTP/1.1 200 X\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}'),
    ],
    ['sends headers without end', 'unreachable', endless('HTTP/1.1 200 X\r\n', `x: ${'y'.repeat(1000)}\r\n`)],
    ['sends a body without end', 'unreachable', endless('HTTP/1.1 200 X\r\n\r\n', ' '.repeat(65_536))],
    ['announces a huge body', 'unreachable', answering(201, JSON.stringify('x'.repeat(1_000_000)))],
    ['sends broken JSON', 'invalid_answer', answering(201, '{"session_id":')],
    [
      'sends compressed JSON',
      'invalid_answer',
      (start, socket) => {
        const body = gzipSync(JSON.stringify(sessionOf(start)))
        socket.write(
          answerText(
            201,
            { ...JSON_TYPE, 'content-encoding': 'gzip', 'content-length': String(body.length) },
            '',
          ),
        )
        socket.end(body)
      },
    ],
    ['sends nothing at all', 'invalid_answer', answering(200, '')],
    ['sends a list', 'invalid_answer', answering(200, () => [])],
    [
      'sends HTML with 200',
      'invalid_answer',
      answering(200, '<p>Welcome</p>', { 'content-type': 'text/html' }),
    ],
    [
      'says that its JSON is text',
      'invalid_answer',
      answering(201, sessionOf, { 'content-type': 'text/plain' }),
    ],
    ['does not say what it sends', 'invalid_answer', answering(201, sessionOf, {})],
    [
      "sends another user's session",
      'invalid_answer',
      answering(200, (start) => sessionOf(start, { user_id: 'other' })),
    ],
    [
      'creates under another id',
      'invalid_answer',
      answering(201, (start) => sessionOf(start, { session_id: randomUUID() })),
    ],
    [
      'sends an id that is none',
      'invalid_answer',
      answering(201, (start) => sessionOf(start, { session_id: '../../etc' })),
    ],
    ['adds a field', 'invalid_answer', answering(201, (start) => sessionOf(start, { token: 'secret' }))],
    [
      'leaves a field out',
      'invalid_answer',
      answering(201, (start) => sessionOf(start, { status: undefined })),
    ],
    ['refuses in plain text', 'invalid_answer', answering(409, 'conflict', { 'content-type': 'text/plain' })],
    ['refuses with a contradiction', 'invalid_answer', answering(409, () => problem(400), PROBLEM_TYPE)],
    ['is full', 'full', answering(429, () => problem(429), PROBLEM_TYPE)],
    ...[202, 204, 206, 302, 304, 401, 403, 404, 413, 500, 502, 503, 599].map(
      (status): [string, string, Behaviour] => [
        `answers ${status}`,
        'refused',
        answering(status, status === 204 || status === 304 ? '' : sessionOf, {
          ...JSON_TYPE,
          location: 'http://127.0.0.1:1/',
        }),
      ],
    ),
  ])('[FWD-20] %s: the next one takes the start (%s)', async (_, reason, behave) => {
    const standIn = await fleet.standIn(behave)
    const user = newUser()
    const { status, body } = await fleet.start({ user_id: user, region: standIn.region })
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { user_id: user, region: 'eu', status: 'active' },
    })
    expect(standIn.asked).toHaveLength(1)
    expect(body['session_id']).toBe(standIn.asked[0]?.sessionId)
    expect(await fleet.sessionsOf(user)).toEqual([body])
    const labels = { to_region: standIn.region, result: reason }
    expect(await fleet.metric('gamemesh_forwarded_starts_total', labels)).toBe(1)
    await standIn.close()
  })

  it('[FWD-20] is gone: the next one takes the start', async () => {
    const standIn = await fleet.standIn(() => {})
    await standIn.close()
    const user = newUser()
    // Its port is free now, and listening begins anew only for a test that asks for it.
    expect(await fleet.start({ user_id: user, region: standIn.region })).toMatchObject({
      status: 201,
      body: { region: 'eu' },
    })
    expect(await fleet.sessionsOf(user)).toHaveLength(1)
  })

  it('[FWD-20] several in a row: the request keeps its deadline', async () => {
    const standIn = await fleet.standIn(() => {}, 4)
    const user = newUser()
    const answer = await fleet.start({ user_id: user, region: standIn.region })
    expect([201, 503]).toContain(answer.status)
    if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('1')
    expect((await fleet.sessionsOf(user)).length).toBeLessThanOrEqual(1)
  })
})

describe('what passes through', () => {
  it.each([
    ['7', '7'],
    ['soon', null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])(
    "[FWD-21] a region's refusal with its Retry-After (%s), and none of its other headers",
    async (sent, passed) => {
      const headers = { ...PROBLEM_TYPE, 'retry-after': sent, 'set-cookie': 'a=b', server: 'region' }
      const standIn = await fleet.standIn(answering(409, () => problem(409), headers))
      const answer = await fleet.start(
        { user_id: newUser(), region: standIn.region },
        { 'x-request-id': 'caller-7', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
      )
      expect(answer).toMatchObject({ status: 409, body: problem(409) })
      expect(answer.headers.get('retry-after')).toBe(passed)
      expect(answer.headers.get('x-request-id')).toBe('caller-7')
      expect(answer.headers.get('content-type')).toBe(PROBLEM_TYPE['content-type'])
      for (const name of ['set-cookie', 'server']) expect(answer.headers.get(name)).toBeNull()
      expect(standIn.asked[0]?.headers).toMatchObject({
        'x-request-id': 'caller-7',
        'gamemesh-forwarded': 'main',
      })
      expect(standIn.asked[0]?.headers['traceparent']).toContain('a'.repeat(32))
    },
  )
})

describe('the circuit breaker of a region', () => {
  const changes = (region: string, state: string) =>
    fleet.metric('gamemesh_breaker_changes_total', { to_region: region, state })

  const left = (region: string) => fleet.metric('gamemesh_breakers_open', { to_region: region })

  it('[FWD-23] keeps starts away after failures, lets one try after a rest, and closes when that succeeds', async () => {
    const standIn = await fleet.standIn(answering(500, 'broken'))
    const ask = () => fleet.start({ user_id: newUser(), region: standIn.region })
    for (let index = 0; index < FAILURES_UNTIL_OPEN; index++) expect((await ask()).body['region']).toBe('eu')
    expect(await changes(standIn.region, 'open')).toBe(1)
    expect(await left(standIn.region)).toBe(1)
    const many = await Promise.all(Array.from({ length: 20 }, ask))
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([201]))
    await eventually('one start tries, and fails', async () => {
      await ask()
      return (await changes(standIn.region, 'half-open')) > 0 || undefined
    })
    // However long all this took: after each rest one start came through.
    const tries = await changes(standIn.region, 'half-open')
    expect(standIn.asked).toHaveLength(FAILURES_UNTIL_OPEN + tries)
    expect(await changes(standIn.region, 'open')).toBe(1 + tries)

    standIn.behave = answering(201, sessionOf)
    await eventually('one start tries, and succeeds', async () => {
      await ask()
      return (await changes(standIn.region, 'closed')) === 1 || undefined
    })
    expect(await left(standIn.region)).toBe(0)
    const before = standIn.asked.length
    await ask()
    expect(standIn.asked).toHaveLength(before + 1)
  })

  it("[FWD-23] leaves the region's other servers alone", async () => {
    const standIn = await fleet.standIn(answering(500, 'broken'))
    const other = await fleet.standIn(answering(201, sessionOf))
    await fleet.register({ region: standIn.region, url: other.url }, 'i1')
    for (let index = 0; index < FAILURES_UNTIL_OPEN * 2; index++)
      expect((await fleet.start({ user_id: newUser(), region: standIn.region })).status).toBe(201)
    expect(await changes(standIn.region, 'open')).toBeGreaterThan(0)
    expect(other.asked).toHaveLength(FAILURES_UNTIL_OPEN * 2)
  })

  it('[FWD-23] is not opened by a region that is full or refuses', async () => {
    for (const behave of [answering(429, ''), answering(409, () => problem(409), PROBLEM_TYPE)]) {
      const standIn = await fleet.standIn(behave)
      for (let index = 0; index < FAILURES_UNTIL_OPEN * 2; index++)
        await fleet.start({ user_id: newUser(), region: standIn.region })
      expect(standIn.asked).toHaveLength(FAILURES_UNTIL_OPEN * 2)
      expect(await changes(standIn.region, 'open')).toBe(0)
    }
  })
})
