import { describe, expect, it } from '@jest/globals'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { VERSION_AT } from '../../../../src/gossip/wire/header.ts'
import type { Join, JoinRefused, Message } from '../../../../src/gossip/wire/messages.ts'
import {
  commonVersion,
  NEWEST_VERSION,
  OLDEST_VERSION,
  SPOKEN_VERSIONS,
} from '../../../../src/gossip/wire/versions.ts'
import { changed, withRightSums } from './frame-surgery.ts'

const row = { name: 'a', address: 'a:1', generation: 1, incarnation: 0, status: 'alive' } as const
const refused: JoinRefused = {
  type: 'join-refused',
  code: 'no_common_version',
  knownGeneration: 0,
  detail: 'this node speaks 2 to 3',
  asked: 'seed:1',
}
const ack: Message = { type: 'ack', seq: 1, incarnation: 0 }

function joinOf(oldestVersion: number, newestVersion: number): Join {
  return { type: 'join', cluster: 'c', row, oldestVersion, newestVersion, asked: 'seed:1' }
}

describe('the version of the protocol', () => {
  it('[WIRE-4] that two nodes speak is the newest that both know', () => {
    expect(commonVersion({ oldest: 1, newest: 2 }, { oldest: 2, newest: 3 })).toBe(2)
    expect(commonVersion({ oldest: 2, newest: 3 }, { oldest: 1, newest: 2 })).toBe(2)
    expect(commonVersion({ oldest: 1, newest: 3 }, { oldest: 2, newest: 2 })).toBe(2)
    expect(commonVersion({ oldest: 1, newest: 255 }, { oldest: 1, newest: 255 })).toBe(255)
    expect(commonVersion(SPOKEN_VERSIONS, { oldest: 1, newest: 2 })).toBe(1)
    expect(commonVersion(SPOKEN_VERSIONS, { oldest: 2, newest: 3 })).toBeUndefined()
    expect(commonVersion({ oldest: 3, newest: 4 }, { oldest: 1, newest: 2 })).toBeUndefined()
  })

  it('[WIRE-4] of a join, or of its refusal, keeps nobody from understanding it', () => {
    for (const spoken of [SPOKEN_VERSIONS, { oldest: 2, newest: 3 }]) {
      for (const version of [1, 2, 3, 255]) {
        for (const message of [joinOf(1, 2), joinOf(2, 3), refused]) {
          expect(decodeFrame(encodeFrame(message, version), spoken)).toEqual({ ok: true, version, message })
        }
      }
    }
  })

  it('[WIRE-4] is never zero', () => {
    for (const message of [joinOf(1, 1), ack]) {
      const frame = withRightSums(changed(encodeFrame(message, 1), VERSION_AT, 0))
      expect(decodeFrame(frame)).toEqual({ ok: false, reason: 'unknown_version' })
      expect(() => encodeFrame(message, 0)).toThrow('a version of the protocol')
    }
    const ofZero: Message = { type: 'join-accepted', row, version: 0, asked: '', members: [] }
    expect(() => encodeFrame(ofZero, 1)).toThrow('a version of the protocol')
  })

  it('[WIRE-4] of any other frame has to be one that the receiver speaks', () => {
    const unknown = { ok: false, reason: 'unknown_version' }
    expect(decodeFrame(encodeFrame(ack, NEWEST_VERSION + 1))).toEqual(unknown)
    expect(decodeFrame(encodeFrame(ack, 1), { oldest: 2, newest: 3 })).toEqual(unknown)
    expect(decodeFrame(encodeFrame(ack, 2), { oldest: 1, newest: 2 })).toMatchObject({ ok: true, version: 2 })
    expect(decodeFrame(encodeFrame(ack, OLDEST_VERSION))).toMatchObject({ ok: true, version: 1 })
  })

  it('[WIRE-4] lets a node that speaks 1 to 2 and one that speaks 2 to 3 only find their way to 2', () => {
    const [older, newer] = [
      { oldest: 1, newest: 2 },
      { oldest: 2, newest: 3 },
    ]
    for (const [joiner, seed] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const join = decodeFrame(encodeFrame(joinOf(joiner.oldest, joiner.newest), joiner.newest), seed)
      if (!join.ok || join.message.type !== 'join') throw new Error('the join was not understood')
      const { oldestVersion: oldest, newestVersion: newest } = join.message
      const version = commonVersion(seed, { oldest, newest })
      expect(version).toBe(2)
      const accepted: Message = { type: 'join-accepted', row, version: version ?? 0, asked: '', members: [] }
      expect(decodeFrame(encodeFrame(accepted, version ?? 0), joiner)).toEqual({
        ok: true,
        version: 2,
        message: accepted,
      })
    }
  })
})
