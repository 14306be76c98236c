import { describe, expect, it } from '@jest/globals'
import type { Tables } from './tables.ts'

const US = 1_000

export function keepAliveRules({ call, letPass, newSession }: Tables): void {
  const note = (sessionId: string, seenAtMs: number, keptForSeconds = 600) =>
    call((tables) =>
      tables.write([{ table: 'session_keep_alives', sessionId, seenAtMs, keptForSeconds }], seenAtMs * US),
    )
  const read = (...ids: string[]) => call((tables) => tables.readKeepAlives(ids, 'quorum'))

  describe('keep-alives', () => {
    it('[SIM-11] the latest stays, in any order; who was never heard of is absent', async () => {
      const [one, other, silent] = [newSession(), newSession(), newSession()]
      await note(one.sessionId, 2_000)
      await note(one.sessionId, 1_000)
      await note(other.sessionId, 5_000)
      const found = await read(one.sessionId, other.sessionId, silent.sessionId)
      expect(Object.fromEntries(found)).toEqual({ [one.sessionId]: 2_000, [other.sessionId]: 5_000 })
    })

    it('[SIM-11] a keep-alive goes by itself', async () => {
      const { sessionId } = newSession()
      await note(sessionId, 1_000, 1)
      await letPass(2_100)
      expect((await read(sessionId)).size).toBe(0)
    })
  })
}
