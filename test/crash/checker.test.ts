import { describe, expect, it } from '@jest/globals'
import { checkHistory } from './checker.ts'
import type { Call, ExitOutcome, Fault, Found, ShownSession, StartOutcome } from './history.ts'

/** Histories written by hand: true ones, and true ones with one lie each. */

const USER = 'user'
const EXITED_AT = '2026-01-01T00:00:09.000Z'

function session(id: string, given: Partial<ShownSession> = {}): ShownSession {
  const startedAt = '2026-01-01T00:00:00.000Z'
  return { sessionId: id, userId: USER, region: 'eu', startedAt, status: 'active', ...given }
}

const ended = (id: string, given: Partial<ShownSession> = {}) =>
  session(id, { status: 'exited', exitedAt: EXITED_AT, ...given })
const made = (shown: ShownSession): StartOutcome => ({ kind: 'answered', created: true, session: shown })
const again = (shown: ShownSession): StartOutcome => ({ kind: 'answered', created: false, session: shown })
const exited = (given: { userId?: string; exitedAt?: string } = {}): ExitOutcome => ({
  kind: 'answered',
  userId: USER,
  exitedAt: EXITED_AT,
  ...given,
})
const UNANSWERED = { kind: 'unanswered', reason: 'TypeError' } as const

/** Calls one after another, unless told when they begin and end. */
class Story {
  readonly calls: Call[] = []

  start(outcome: StartOutcome, key?: string, from = this.#next, to = from + 1): this {
    const asked = { userId: USER, server: 'main', beganMs: from, endedMs: to }
    this.calls.push({ kind: 'start', ...asked, outcome, ...(key !== undefined && { key }) })
    return this
  }

  exit(sessionId: string, outcome: ExitOutcome = exited(), from = this.#next, to = from + 1): this {
    const asked = { userId: USER, server: 'main', beganMs: from, endedMs: to }
    this.calls.push({ kind: 'exit', ...asked, sessionId, outcome })
    return this
  }

  /** What the checker says when exactly these sessions are there in the end. */
  endsWith(...listed: ShownSession[]): readonly Fault[] {
    return this.judge({ listed: new Map([[USER, listed]]), lookedUp: new Map() })
  }

  judge(found: Found): readonly Fault[] {
    return checkHistory(this.calls, found)
  }

  get #next(): number {
    return Math.max(0, ...this.calls.map(({ endedMs }) => endedMs)) + 1
  }
}

const kinds = (faults: readonly Fault[]) => [...new Set(faults.map(({ kind }) => kind))]

describe('the checker of crash histories', () => {
  it('[CRS-3] finds nothing in histories that can be true', () => {
    const calm = new Story()
      .start(made(session('a')), 'k')
      .exit('a')
      .start(made(session('b')))
    calm.start(again(ended('a')), 'k').start(again(session('b')))
    expect(calm.endsWith(ended('a'), session('b'))).toEqual([])

    const without = new Story()
      .start(UNANSWERED, 'k')
      .start(again(session('a')), 'k')
      .exit('a', UNANSWERED)
    for (const end of [ended('a'), session('a')]) expect(without.endsWith(end)).toEqual([])

    // The unanswered one may have come first, the second or never.
    const open = new Story().start(UNANSWERED)
    for (const end of [[], [session('a')]]) expect(open.endsWith(...end)).toEqual([])

    const overlapping = new Story().start(made(session('a')), 'k', 1, 9).exit('a', exited(), 3, 8)
    overlapping.start(made(session('b')), 'l', 2, 7)
    expect(overlapping.endsWith(ended('a'), session('b'))).toEqual([])
  })

  it('[CRS-3] finds an acknowledged start that is gone, in the list or by its id', () => {
    const story = new Story().start(made(session('a')))
    expect(kinds(story.endsWith())).toEqual(['lost'])
    const listed = new Map([[USER, [session('a')]]])
    expect(kinds(story.judge({ listed, lookedUp: new Map([['a', undefined]]) }))).toEqual(['lost'])
  })

  it.each([
    ['region', { region: 'us' }],
    ['started_at', { startedAt: '2026-01-01T00:00:00.001Z' }],
    ['user', { userId: 'another' }],
  ])('[CRS-3] finds a changed %s', (_, change) => {
    expect(kinds(new Story().start(made(session('a'))).endsWith(session('a', change)))).toEqual(['changed'])
    const later = new Story().start(made(session('a'))).start(again(session('a', change)))
    expect(kinds(later.endsWith(session('a')))).toContain('changed')
  })

  it('[CRS-3] finds an exit that was undone, moved in time, or forgotten with its session', () => {
    const story = new Story().start(made(session('a'))).exit('a')
    expect(kinds(story.endsWith(session('a')))).toEqual(['lost'])
    expect(kinds(story.endsWith(ended('a', { exitedAt: '2026-01-01T00:00:10.000Z' })))).toEqual(['changed'])
    expect(kinds(story.endsWith())).toEqual(['lost'])
    expect(kinds(story.exit('a', exited({ exitedAt: 'later' })).endsWith(ended('a')))).toEqual(['changed'])
    const unknown = new Story().start(made(session('a'))).exit('a', { kind: 'unknown' })
    expect(kinds(unknown.endsWith(session('a')))).toEqual(['lost'])
  })

  it('[CRS-3] finds an end that nobody asked for', () => {
    const story = new Story().start(made(session('a')))
    for (const status of ['exited', 'expired'])
      expect(kinds(story.endsWith(ended('a', { status })))).toEqual(['changed'])
    expect(
      kinds(
        story
          .start(again(ended('a')))
          .exit('a')
          .endsWith(ended('a')),
      ),
    ).toEqual(['changed'])
  })

  it('[CRS-3] finds two active sessions, a session listed twice, and one more than the starts', () => {
    const two = new Story()
      .start(made(session('a')))
      .start(UNANSWERED)
      .exit('a', UNANSWERED)
    expect(kinds(two.endsWith(session('a'), session('b')))).toEqual(['doubled'])
    const one = new Story().start(made(session('a')))
    expect(kinds(one.endsWith(session('a'), session('a')))).toEqual(['doubled'])
    const more = new Story().start(made(session('a'))).exit('a')
    expect(kinds(more.endsWith(ended('a'), session('b')))).toEqual(['doubled'])
  })

  it('[CRS-3] finds two sessions made side by side although one is gone in the end', () => {
    const story = new Story().start(made(session('a')), 'k', 1, 5).start(made(session('b')), 'l', 2, 6)
    expect(kinds(story.exit('a').endsWith(ended('a'), session('b')))).toEqual(['doubled'])
  })

  it('[CRS-3] finds one session that two starts are told to have made', () => {
    const story = new Story().start(made(session('a')), 'k', 1, 5).start(made(session('a')), 'k', 2, 6)
    expect(kinds(story.endsWith(session('a')))).toEqual(['doubled'])
  })

  it('[CRS-3] finds another session in place of one that goes on', () => {
    const story = new Story()
      .start(UNANSWERED)
      .start(again(session('a')))
      .start(again(session('b')))
    expect(kinds(story.exit('a').endsWith(ended('a'), session('b')))).toEqual(['doubled'])
  })

  it('[CRS-3] finds a key that gives a second session', () => {
    const story = new Story()
      .start(made(session('a')), 'k')
      .exit('a')
      .start(made(session('b')), 'k')
    expect(kinds(story.endsWith(ended('a'), session('b')))).toEqual(['changed'])
  })

  it('[CRS-3] finds a session that lives again, or is born dead', () => {
    const revived = new Story()
      .start(made(session('a')), 'k')
      .exit('a')
      .start(again(session('a')), 'k')
    expect(kinds(revived.endsWith(ended('a')))).toEqual(['changed'])
    const dead = new Story().start(made(ended('a')), 'k', 1, 5).exit('a', exited(), 2, 6)
    expect(kinds(dead.endsWith(ended('a')))).toEqual(['wrong'])
  })

  it("[CRS-3] finds improper answers and other users' sessions", () => {
    const improper = new Story().start({ kind: 'wrong', what: '500 {}' })
    expect(kinds(improper.endsWith())).toEqual(['wrong'])
    const foreign = new Story().start(made(session('a', { userId: 'another' })))
    expect(kinds(foreign.endsWith(session('a', { userId: 'another' })))).toEqual(['wrong'])
    const exit = new Story().start(made(session('a'))).exit('a', exited({ userId: 'another' }))
    expect(kinds(exit.endsWith(ended('a')))).toEqual(['wrong'])
  })
})
