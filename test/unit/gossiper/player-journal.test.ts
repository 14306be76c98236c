import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Generations } from '../../../src/gossip/sdk/generations.ts'
import { PlayerJournal } from '../../../src/gossiper/player-journal.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossiper-journal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function source(players: Map<string, number>) {
  return {
    textOf: (id: string) => JSON.stringify({ [id]: players.get(id) }),
    ids: () => players.keys(),
    get size() {
      return players.size
    },
  }
}

const file = () => join(folder, 'players.journal')

describe('the journal of a gossiper', () => {
  it('[GSP-8] gives back what was saved', async () => {
    const players = new Map([['a', 1]])
    const { journal, lines } = await PlayerJournal.open(folder, source(players))
    expect(lines).toEqual([])
    journal.changed('a')
    await journal.saved()
    players.set('b', 2).set('a', 3)
    journal.changed('a')
    journal.changed('b')
    await journal.saved()
    // Not closed: a process that is killed does not close either.
    const again = await PlayerJournal.open(folder, source(new Map()))
    expect(again.lines.map((line) => JSON.parse(line))).toEqual([{ a: 1 }, { a: 3 }, { b: 2 }])
    await Promise.all([journal.close(), again.journal.close()])
  })

  it('[GSP-8] leaves out a line that was cut off, and goes on behind it', async () => {
    const players = new Map([['a', 1]])
    const first = await PlayerJournal.open(folder, source(players))
    first.journal.changed('a')
    await first.journal.close()
    const whole = await readFile(file(), 'utf8')
    await appendFile(file(), whole.slice(0, -4))
    const second = await PlayerJournal.open(folder, source(players))
    expect(second).toMatchObject({ lines: ['{"a":1}'], damaged: 1 })
    second.journal.changed('a')
    await second.journal.close()
    const third = await PlayerJournal.open(folder, source(players))
    expect(third.lines).toEqual(['{"a":1}', '{"a":1}'])
    await third.journal.close()
  })

  it('[GSP-8] leaves out a line whose checksum is wrong', async () => {
    await writeFile(file(), '00000000 {"a":1}\nnonsense\n')
    const { journal, lines, damaged } = await PlayerJournal.open(folder, source(new Map()))
    expect({ lines, damaged }).toEqual({ lines: [], damaged: 2 })
    await journal.close()
  })

  it('[GSP-8] is rewritten when it is much longer than what it says', async () => {
    const players = new Map([['a', 0]])
    const { journal } = await PlayerJournal.open(folder, source(players))
    await writeFile(file(), '')
    for (let round = 0; round < 12; round++) {
      for (let id = 0; id < 1000; id++) {
        players.set(`p${id}`, round)
        journal.changed(`p${id}`)
      }
      await journal.saved()
    }
    await journal.close()
    const again = await PlayerJournal.open(folder, source(players))
    expect(again.lines.length).toBeLessThan(3000)
    const state = Object.assign({}, ...again.lines.map((line) => JSON.parse(line)))
    expect(state).toEqual(Object.fromEntries(players))
    await again.journal.close()
  })

  it('[GSP-8] raises the generation at each start, whatever the clock says', async () => {
    const startedAt = (wallMs: number) => new Generations(folder, () => wallMs).next()
    expect(await startedAt(5000.7)).toBe(5000)
    expect(await startedAt(10)).toBe(5001)
    expect(await startedAt(9000)).toBe(9000)
  })
})
