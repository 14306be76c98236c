import { describe, expect, it } from '@jest/globals'
import { MAX_USER_ID_LENGTH } from '../../../src/sessions/session.ts'
import type { Servers } from '../contract-servers.ts'

/** Endings, because each run needs users of its own; neighbours in this list differ in ways that stores like to lose. */
const ENDINGS: readonly string[] = [
  'a',
  'A',
  'a ',
  ' a',
  'a\u0000',
  'a\u0000b',
  'ab',
  'a\u0000\u0000',
  'a\u0001',
  'a\u007f',
  "'; DROP TABLE sessions; --",
  '"quoted"',
  '\\"',
  '{"user_id":"x"}',
  '/../..',
  '%00',
  'a|b:c,d',
  '\r\n\t',
  '\u00e9',
  'e\u0301',
  '\ufeff',
  '\uffff',
  '\ufffd',
  '\u202eabc',
  '\u0441\u0435\u0441\u0441\u0438\u044f',
  '\u{10ffff}',
  '\u{1f469}\u200d\u{1f680}',
]

/** Begins with `text` and is exactly as long as a user id may be; `filling` is one character. */
function filledUp(text: string, filling: string): string {
  return text + filling.repeat(MAX_USER_ID_LENGTH - text.length)
}

export function textRules(servers: () => Servers): void {
  describe('texts', () => {
    it('[SES-17] every well-formed user id is kept exactly and is a user of its own', async () => {
      const { first, second, command, runtime } = servers()
      const tag = runtime.newId().slice(0, 8)
      const users = [
        ...ENDINGS.map((ending) => tag + ending),
        ...ENDINGS.map((ending) => ending + tag),
        filledUp(tag, '\u{1f600}'),
        filledUp(tag, '\u4e16'),
        filledUp(tag, '\u0000'),
      ]
      const starts = users.map((userId) => command({ userId }))
      const results = await Promise.all(starts.map((start) => first.start(start)))
      for (const [index, start] of starts.entries()) {
        const result = results[index]
        expect(result).toMatchObject({ outcome: 'created', session: { userId: start.userId } })
        expect(await second.find(start.sessionId)).toEqual(result?.session)
        expect(await second.sessionsOf(start.userId)).toEqual([result?.session])
      }
      for (const start of starts) {
        const ended = await second.exit(start.sessionId, start.nowMs + 1)
        expect(ended?.session.userId).toBe(start.userId)
      }
    })

    it('[SES-17] ids that mean something to JavaScript are ordinary users', async () => {
      const { first, command } = servers()
      for (const userId of ['__proto__', 'constructor', 'toString', 'undefined', 'null', '0']) {
        const start = command({ userId })
        const { session } = await first.start(start)
        expect(session.userId).toBe(userId)
        expect(await first.exit(session.sessionId, start.nowMs)).toMatchObject({ session: { userId } })
        const listed = await first.listOfUser({ userId, status: 'exited', limit: 1 })
        expect(listed.sessions).toMatchObject([{ userId }])
      }
    })

    it('[SES-17] a user id with half a surrogate pair is refused: no store could give it back', async () => {
      const { first, second, command, runtime } = servers()
      const tag = runtime.newId()
      const replaced = command({ userId: `${tag}\ufffd` })
      await first.start(replaced)
      for (const half of ['\ud83d', '\ude00', '\ude00\ud83d']) {
        const start = command({ userId: tag + half })
        await expect(first.start(start)).rejects.toThrow('user id')
        expect(await second.find(start.sessionId)).toBeUndefined()
        expect(await second.sessionsOf(start.userId)).toEqual([])
      }
    })

    it('[SES-13] a text that cannot be a session id is an unknown session', async () => {
      const { first } = servers()
      const texts = [
        '',
        ' ',
        '\u0000',
        "'",
        '\ud83d',
        'x'.repeat(5000),
        '\u{1f600}'.repeat(2000),
        '__proto__',
      ]
      for (const text of texts) {
        expect(await first.find(text)).toBeUndefined()
        expect(await first.exit(text, 1)).toBeUndefined()
      }
    })
  })
}
