import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { REGIONAL_NAMES } from '../crash/server-names.ts'
import { FaultyRegions } from './faulty-regions.ts'
import { eventually } from './gamemesh-process.ts'
import { type Behaviour, JSON_TYPE, answerText, passOn, passingOn } from './region-stand-in.ts'

/** A region that did create the session, and whose answer main never gets to use. */
jest.setTimeout(120_000)

let users = 0
function newUser(): string {
  users += 1
  return `user-${users}`
}

const untilMainGivesUp = async (_answer: string, socket: Socket) => {
  if (!socket.destroyed) await once(socket, 'close')
}

describe('a region that creates and cannot say so', () => {
  let fleet: FaultyRegions

  beforeAll(async () => {
    fleet = await FaultyRegions.start()
  })

  afterAll(() => fleet.close())

  const at = (region: string) => () => fleet.servers.urlOf(region)

  it.each<[string, Behaviour]>([
    ['answers after its time', passingOn(at('us'), untilMainGivesUp)],
    ['resets', passingOn(at('us'), (_answer, socket) => void socket.resetAndDestroy())],
    ['breaks off', passingOn(at('us'), (answer, socket) => void socket.end(answer.slice(0, -9)))],
    ['answers garbage', passingOn(at('us'), (_answer, socket) => void socket.end('garbage'))],
    [
      'answers 500',
      passingOn(at('us'), (_answer, socket) => void socket.end(answerText(500, JSON_TYPE, '{}'))),
    ],
    [
      'says it is full',
      passingOn(at('us'), (_answer, socket) => void socket.end(answerText(429, JSON_TYPE, '{}'))),
    ],
  ])('[FWD-22] %s: the next one finds that session, and a retry does too', async (_, behave) => {
    const standIn = await fleet.standIn(behave)
    for (const key of [undefined, 'a-key']) {
      const user = newUser()
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
      const answer = await fleet.start({ user_id: user, region: standIn.region }, headers)
      expect(answer).toMatchObject({ status: 200, body: { user_id: user, region: 'us', status: 'active' } })
      if (key === undefined) expect(answer.body['session_id']).toBe(standIn.asked[0]?.sessionId)
      const retry = await fleet.start({ user_id: user, region: standIn.region }, headers)
      expect(retry).toMatchObject({ status: 200, body: answer.body })
      expect(await fleet.sessionsOf(user)).toEqual([answer.body])
    }
    await standIn.idle()
  })

  it('[FWD-22] a start that arrives in two regions at once makes one session', async () => {
    const standIn = await fleet.standIn(async (start, socket) => {
      const [answer = ''] = await Promise.all(
        ['eu', 'us', 'us', 'eu'].map((region) => passOn(fleet.servers.urlOf(region), start)),
      )
      socket.end(answer)
    })
    for (let index = 0; index < 10; index++) {
      const user = newUser()
      const { body } = await fleet.start({ user_id: user, region: standIn.region })
      expect(await fleet.sessionsOf(user)).toEqual([body])
    }
  })

  it('[FWD-22] a start that arrives after main has asked elsewhere changes nothing, also after the end', async () => {
    const standIn = await fleet.standIn((_start, socket) => void socket.destroy())
    const user = newUser()
    const { status, body } = await fleet.start({ user_id: user, region: standIn.region })
    expect({ status, region: body['region'] }).toEqual({ status: 201, region: 'eu' })
    const [start] = standIn.asked
    if (!start) throw new Error('the stand-in was not asked')
    expect(await passOn(fleet.servers.urlOf('us'), start)).toContain(JSON.stringify(body))
    expect(await fleet.sessionsOf(user)).toEqual([body])

    const exit = await fleet.post('us', '/game/exit', { session_id: body['session_id'] })
    const ended = { ...body, status: 'exited', exited_at: exit.body['exited_at'] }
    expect(await passOn(fleet.servers.urlOf('us'), start)).toContain('"status":"exited"')
    expect(await fleet.sessionsOf(user)).toEqual([ended])
  })
})

describe('main that runs no sessions itself', () => {
  let fleet: FaultyRegions

  beforeAll(async () => {
    fleet = await FaultyRegions.start({ MAIN_ACCEPTS_SESSIONS: 'false' })
    await Promise.all(REGIONAL_NAMES.map((name) => fleet.servers.kill(name)))
    await eventually('the regions are gone', async () => {
      const answer = await fleet.start({ user_id: newUser() })
      return answer.body['code'] === 'no_region' || undefined
    })
  })

  afterAll(() => fleet.close())

  /** Main runs what another server has passed on, wherever it accepts none of its own. */
  const atMain = () => fleet.servers.urlOf('main')

  it('[FWD-25] says that nobody knows when the only region may have created the session, and a retry tells', async () => {
    const standIn = await fleet.standIn(passingOn(atMain, untilMainGivesUp))
    const user = newUser()
    const answer = await fleet.start({ user_id: user, region: standIn.region })
    expect(answer).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } })
    expect(answer.headers.get('retry-after')).toBe('1')
    const [session] = await fleet.sessionsOf(user)
    expect(session?.['session_id']).toBe(standIn.asked[0]?.sessionId)

    standIn.behave = passingOn(atMain, (text, socket) => void socket.end(text))
    const retry = await fleet.start({ user_id: user, region: standIn.region })
    expect(retry).toMatchObject({ status: 200, body: session ?? {} })
    expect(await fleet.sessionsOf(user)).toHaveLength(1)
    await standIn.close()
  })

  it('[FWD-25] says that there is no region when none was reached, and when all are full', async () => {
    const standIn = await fleet.standIn((_start, socket) => void socket.end(answerText(429, JSON_TYPE, '{}')))
    const ask = () => fleet.start({ user_id: newUser(), region: standIn.region })
    expect(await ask()).toMatchObject({ status: 503, body: { code: 'no_region' } })
    await standIn.close()
    const answer = await ask()
    expect(answer).toMatchObject({ status: 503, body: { code: 'no_region' } })
    expect(answer.headers.get('retry-after')).toBe('5')
  })
})
