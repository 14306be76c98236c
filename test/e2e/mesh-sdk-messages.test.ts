import { describe, expect, it, jest } from '@jest/globals'
import { type Answer, type EventOf, UnknownMemberError } from '../../src/gossip/sdk/index.ts'
import { nextEvent, nodes, nth, until } from './mesh-sdk/nodes.ts'

jest.setTimeout(30_000)

const { start, mesh } = nodes()

type Heard = EventOf<'broadcast'>

describe('broadcasts', () => {
  it('[SDK-16] resolve once they are pushed, and reach all others with what was sent', async () => {
    const all = await mesh('a', 'b', 'c')
    const [a, b, c] = [nth(all, 0), nth(all, 1), nth(all, 2)]
    const heard = new Map<string, Heard[]>(all.map(({ name }) => [name, []]))
    for (const node of all) node.on('broadcast', (event) => heard.get(node.name)?.push(event))
    await a.broadcast('chat', 'Hello, cluster!')
    await a.broadcast('raw', Uint8Array.of(255, 0))
    await Promise.all([b, c].map((node) => until(node, () => heard.get(node.name)?.length === 2)))
    for (const name of ['b', 'c']) {
      const [first, second] = heard.get(name) ?? []
      expect(first).toMatchObject({ from: 'a', name: 'chat' })
      expect(first?.payload.json).toBe('Hello, cluster!')
      expect(second?.payload.bytes).toEqual(Uint8Array.of(255, 0))
      expect(second?.payload.json).toBeUndefined()
    }
    expect(heard.get('a')).toEqual([])
  })

  it('[SDK-16] go as many hops as they are given', async () => {
    const [a, b] = await mesh('a', 'b')
    const heard: string[] = []
    b?.on('broadcast', ({ name }) => heard.push(name))
    await a?.broadcast('nowhere', 1, { ttl: 0 })
    await a?.broadcast('next', 1, { ttl: 1 })
    if (b) await until(b, () => heard.length > 0)
    expect(heard).toEqual(['next'])
    await expect(a?.broadcast('never', 1, { ttl: 256 })).rejects.toThrow(/ttl/)
  })

  it('[SDK-16] of a node alone resolve too, and what is too large is refused', async () => {
    const a = await start('a')
    await a.broadcast('chat', 'anyone?')
    await expect(a.broadcast('chat', 'x'.repeat(40_000))).rejects.toThrow(/at most 32768/)
    await expect(a.broadcast('', 1)).rejects.toThrow(/name of a broadcast/)
  })
})

describe('questions', () => {
  it('[SDK-17] go to everyone, to some or to one, and give answers as they come or all together', async () => {
    const all = await mesh('a', 'b', 'c')
    const a = nth(all, 0)
    for (const node of all)
      node.answer('load', ({ json }, { from }) => ({ at: node.name, from, asked: json ?? null }))
    const everyone: Answer[] = []
    for await (const answer of a.query('load', { since: 5 })) everyone.push(answer)
    expect(everyone.map(({ from }) => from).sort()).toEqual(['a', 'b', 'c'])
    expect(everyone.find(({ from }) => from === 'c')?.payload.json).toEqual({
      at: 'c',
      from: 'a',
      asked: { since: 5 },
    })
    const one = await a.query('load', undefined, { to: 'b' }).collect()
    expect(one.answers.map(({ from, ok }) => [from, ok])).toEqual([['b', true]])
    const some = await a.query('load', undefined, { to: ['b', 'c'] }).collect()
    expect(some.answers).toHaveLength(2)
    expect(some.silent).toEqual([])
  })

  it('[SDK-17] name who failed, who was silent, and refuse to ask who is no member', async () => {
    const all = await mesh('a', 'b', 'c')
    const [a, b, c] = [nth(all, 0), nth(all, 1), nth(all, 2)]
    b.answer('work', () => {
      throw new Error('out of paper')
    })
    c.answer('work', () => new Promise(() => {}))
    const { answers, silent } = await a.query('work', 1, { timeoutMs: 300 }).collect()
    const texts = answers.map(({ from, ok, payload }) => `${from} ${ok} ${payload.text}`)
    expect(texts.sort()).toEqual(['a false nothing here answers "work"', 'b false out of paper'])
    expect(silent).toEqual(['c'])
    expect(() => a.query('work', 1, { to: 'nobody' })).toThrow(UnknownMemberError)
  })
})

describe('listeners', () => {
  it('[SDK-18] hear named events until they are taken off', async () => {
    const a = await start('a')
    const joined: string[] = []
    const off = a.on('join', ({ member }) => joined.push(member.name))
    const b = await start('b')
    await b.join([a.address])
    await until(a, () => joined.length === 1)
    off()
    const c = await start('c')
    await c.join([a.address])
    await until(a, () => a.members().length === 3)
    expect(joined).toEqual(['b'])
    const suspect = nextEvent(a, 'suspect')
    const dead = nextEvent(a, 'dead')
    await b.close()
    await Promise.all([suspect, dead])
    const leave = nextEvent(a, 'leave')
    await c.close({ leave: true })
    await leave
  })

  it('[SDK-18] that throw or reject disturb nobody', async () => {
    const errors: unknown[] = []
    const a = await start('a', { onError: (error) => errors.push(error) })
    a.onEvent(() => {
      throw new Error('broken listener')
    })
    a.watch('', async () => {
      throw new Error('broken watcher')
    })
    const b = await start('b')
    await b.join([a.address])
    b.set('key', 1)
    await until(a, () => a.get('key') === 1)
    a.set('answer', 2)
    await until(b, () => b.get('answer') === 2)
    expect(errors.map(String)).toEqual(
      expect.arrayContaining(['Error: broken listener', 'Error: broken watcher']),
    )
  })
})
