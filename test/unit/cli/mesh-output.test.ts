import { describe, expect, it } from '@jest/globals'
import { showAnswer, showLine } from '../../../src/cli/mesh-show.ts'
import { tellMembers } from '../../../src/cli/node-lines.ts'
import { SeedSilence } from '../../../src/cli/node-silence.ts'
import type { MemberEventKind } from '../../../src/gossip/sdk/node-event.ts'

const PEOPLE = { json: false, lines: false }

const members = {
  members: [
    { name: 'a', address: 'localhost:1', state: 'alive', self: true, phi: null, rtt_ms: null, metadata: {} },
    {
      name: 'bb',
      address: 'localhost:22',
      state: 'suspicious',
      self: false,
      phi: 1.5,
      rtt_ms: 0.25,
      metadata: { z: 1 },
    },
    { name: 'c', address: 'localhost:3', state: 'dead', self: false, phi: null, rtt_ms: null, metadata: {} },
  ],
}

describe('what the commands show', () => {
  it('[CTL-14] members as a table, as lines of those who are there, and as JSON', () => {
    expect(showAnswer('members', members, PEOPLE)).toBe(
      [
        'NAME  ADDRESS       STATE       RTT      PHI  METADATA',
        'a *   localhost:1   alive       -        -    -',
        'bb    localhost:22  suspicious  0.25 ms  1.5  {"z":1}',
        'c     localhost:3   dead        -        -    -',
        '',
      ].join('\n'),
    )
    expect(showAnswer('members', members, { json: false, lines: true })).toBe(
      'Member: a localhost:1\nMember: bb localhost:22\n',
    )
    expect(JSON.parse(showAnswer('members', members, { json: true, lines: true }))).toEqual(members)
  })

  it('[CTL-14] figures, answers and changes as lines', () => {
    expect(showAnswer('stats', { a: 1, b: { c: 2 } }, PEOPLE)).toBe('a: 1\nb.c: 2\n')
    const outcome = { answers: [{ from: 'a', ok: false, payload: 'no' }], silent: ['b'] }
    expect(showAnswer('query', outcome, PEOPLE)).toBe('a: failed: no\nb: no answer\n')
    expect(showLine({ key: 'k', value: [1] }, PEOPLE)).toBe('k [1]\n')
    expect(showLine({ key: 'k' }, PEOPLE)).toBe('k (deleted)\n')
    expect(showLine({ event: 'join', name: 'x' }, PEOPLE)).toBe('join name=x\n')
    expect(showLine({ key: 'k' }, { json: true })).toBe('{"key":"k"}\n')
  })

  it('[CTL-15] nothing that comes from the mesh reaches the terminal as a control character', () => {
    const shown = showAnswer('get', { key: 'k', value: 'a\u001b[2Jb\nc\u009bd' }, PEOPLE)
    expect(shown).toBe('a\\u001b[2Jb\\u000ac\\u009bd\n')
    expect(showLine({ event: 'join', name: '\u001b]0;x' }, PEOPLE)).not.toContain('\u001b')
    expect(showLine({ key: 'a\u202etxt', value: '\u2066x\u2028' }, PEOPLE)).toBe(
      'a\\u202etxt \\u2066x\\u2028\n',
    )
  })
})

describe('the lines of a node', () => {
  function told() {
    const lines: string[] = []
    const notes: string[] = []
    const listener = tellMembers({ line: (text) => lines.push(text), note: (text) => notes.push(text) })
    const happens = (kind: MemberEventKind, name = 'x', isSelf = false) =>
      listener({
        kind,
        member: {
          name,
          address: 'h:1',
          generation: 1,
          incarnation: 0,
          status: 'alive',
          metadata: {},
          isSelf,
        },
      })
    return { lines, notes, happens }
  }

  it('[NODE-18] joining, leaving and new metadata are told once each, of the others only', () => {
    const { lines, happens } = told()
    happens('update', 'self', true)
    for (const kind of ['join', 'join', 'update', 'leave', 'forget'] as const) happens(kind)
    expect(lines).toEqual(['Node joined: x', 'Node updated: x', 'Node left: x'])
  })

  it('[NODE-18] the dead have left too, with a note why; who comes back or begins anew joins again', () => {
    const { lines, notes, happens } = told()
    for (const kind of ['join', 'suspect', 'alive', 'suspect', 'dead', 'alive', 'restart'] as const)
      happens(kind)
    expect(lines).toEqual([
      'Node joined: x',
      'Node left: x',
      'Node joined: x',
      'Node left: x',
      'Node joined: x',
    ])
    expect(notes).toContain('x (h:1) is dead: it has not answered in time')
    expect(notes).toContain('x (h:1) is alive after all')
  })

  it('[NODE-2] says of each seed why it has not answered', () => {
    const silence = new SeedSilence(['a:1', 'b:2'])
    silence.heard('a:1', 'ECONNREFUSED')
    silence.heard('other:3', 'ECONNREFUSED')
    expect(silence.text).toBe('a:1 does not listen, b:2 is silent')
  })
})
