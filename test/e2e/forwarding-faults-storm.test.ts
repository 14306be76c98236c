import { afterEach, expect, it, jest } from '@jest/globals'
import { integerBelow, seededStream } from '../../src/base/rng.ts'
import { look, settle } from '../crash/aftermath.ts'
import { checkHistory } from '../crash/checker.ts'
import { Client } from '../crash/client.ts'
import { Players } from '../crash/players.ts'
import { FaultyRegions } from './faulty-regions.ts'
import { eventually } from './gamemesh-process.ts'
import { type Behaviour, JSON_TYPE, answerText, answering, passOn, passingOn } from './region-stand-in.ts'

/** Many starts and exits at once through main, whose regions fail in every way; nothing may come out twice or untrue. */
jest.setTimeout(240_000)

const SEED = 20
const USERS = 60
const CALLS = 800
const STALE_STARTS = 30
const STAND_INS = 4
/** Short, because much of the storm is waiting for those who never answer. */
const REQUEST_TIMEOUT_SECONDS = '1.5'
/** Four times what main may take. */
const CALLER_GIVES_UP_MS = 6_000

let fleet: FaultyRegions

afterEach(() => fleet.close())

/** Everybody plays through main; `trouble` ends the game. Then all is asked again, read, and judged. */
async function playedThroughMain(
  regions: readonly (string | undefined)[],
  trouble: (calls: (count: number) => Promise<void>) => Promise<void>,
): Promise<unknown[]> {
  const client = new Client(fleet.servers.urlOf, CALLER_GIVES_UP_MS)
  const players = new Players(client, seededStream(SEED, 'players'), { servers: ['main'], regions })
  players.join(USERS)
  const over = new AbortController()
  const playing = players.play(over.signal)
  const callsEnd = (count: number) => {
    const wanted = client.calls.length + count
    return eventually(`${count} more calls end`, () => client.calls.length >= wanted || undefined)
  }
  try {
    await trouble(async (count) => void (await callsEnd(count)))
  } finally {
    over.abort()
    await playing
  }
  await settle(client, [...client.calls])
  return checkHistory(client.calls, await look(client, players.users, client.calls))
}

it('[FWD-24] hundreds of starts through failing regions leave one session each, and every answer true', async () => {
  fleet = await FaultyRegions.start({ REQUEST_TIMEOUT_SECONDS })
  const random = seededStream(SEED, 'faults')
  const at = (region: string) => () => fleet.servers.urlOf(region)
  const faults: readonly Behaviour[] = [
    passingOn(at('us'), (answer, socket) => void socket.end(answer)),
    passingOn(at('eu'), (answer, socket) => void socket.end(answer)),
    passingOn(at('eu'), (_answer, socket) => void socket.resetAndDestroy()),
    passingOn(at('us'), () => {}),
    passingOn(at('us'), (answer, socket) => void socket.end(answer.slice(0, -5))),
    passingOn(at('us'), (_answer, socket) => void socket.end(answerText(503, JSON_TYPE, '{}'))),
    async (start, socket) => {
      const answers = await Promise.all(
        ['us', 'eu'].map((region) => passOn(fleet.servers.urlOf(region), start)),
      )
      socket.end(answers[integerBelow(random, answers.length)] ?? '')
    },
    (_start, socket) => void socket.destroy(),
    () => {},
    answering(200, '<html>', { 'content-type': 'text/html' }),
    answering(201, () => ({ session_id: 'x' })),
    answering(429, ''),
  ]
  const behave: Behaviour = (start, socket) => faults[integerBelow(random, faults.length)]?.(start, socket)
  const standIns = await Promise.all(Array.from({ length: STAND_INS }, () => fleet.standIn(behave)))

  const found = await playedThroughMain(
    standIns.map(({ region }) => region),
    (callsEnd) => callsEnd(CALLS),
  )
  await Promise.all(standIns.map((standIn) => standIn.idle()))
  expect({ seed: SEED, found }).toEqual({ seed: SEED, found: [] })
  for (const { asked } of standIns) expect(asked.length).toBeGreaterThan(0)
})

it('[FWD-26] a region is stopped, let go and killed while main forwards to it: answers in time, nothing twice', async () => {
  fleet = await FaultyRegions.start({ REQUEST_TIMEOUT_SECONDS })
  const { servers } = fleet
  const found = await playedThroughMain(['eu', 'us', undefined], async (callsEnd) => {
    for (let round = 0; round < 3; round++) {
      await callsEnd(USERS)
      servers.signal('eu', 'SIGSTOP')
      await callsEnd(USERS)
      servers.signal('eu', 'SIGCONT')
      await callsEnd(USERS)
      await servers.kill('eu')
      await callsEnd(USERS)
      await servers.back(['eu'])
    }
  })
  expect({ seed: SEED, found }).toEqual({ seed: SEED, found: [] })
})

it('[FWD-27] a region that stood still carries out nothing that main has had done elsewhere meanwhile', async () => {
  fleet = await FaultyRegions.start()
  const users = Array.from({ length: STALE_STARTS }, (_, index) => `user-${index}`)
  const started = await Promise.all(users.map((user) => fleet.start({ user_id: user, region: 'us' })))
  fleet.servers.signal('eu', 'SIGSTOP')
  const resumed = await Promise.all(users.map((user) => fleet.start({ user_id: user, region: 'eu' })))
  expect(resumed.map(({ body }) => body)).toEqual(started.map(({ body }) => body))
  const exits = started.map(({ body }) => fleet.post('us', '/game/exit', { session_id: body['session_id'] }))
  expect(new Set((await Promise.all(exits)).map(({ status }) => status))).toEqual(new Set([200]))

  fleet.servers.signal('eu', 'SIGCONT')
  const labels = { route: '/game/start', status: '499' }
  await eventually('eu has seen that nobody waits', async () => {
    const count = await fleet.metric('gamemesh_http_request_duration_seconds_count', labels, 'eu')
    return count >= STALE_STARTS || undefined
  })
  for (const user of users) {
    expect(await fleet.sessionsOf(user)).toMatchObject([{ region: 'us', status: 'exited' }])
  }
})
