import { describe, expect, it } from '@jest/globals'
import { KeyWatches } from '../../../../src/gossip/sdk/key-watches.ts'
import { Listeners, MAX_LISTENERS } from '../../../../src/gossip/sdk/listeners.ts'

describe('listeners', () => {
  it('[SDK-18] hear in their order, twice if they were added twice, until they are taken off', () => {
    const heard: string[] = []
    const listeners = new Listeners<string>(() => {})
    const listen = (item: string) => heard.push(item)
    const off = listeners.add(listen)
    listeners.add(listen)
    listeners.tell('one')
    off()
    off()
    listeners.tell('two')
    expect(heard).toEqual(['one', 'one', 'two'])
  })

  it('[SDK-18] that throw or reject are reported, and the others hear all the same', async () => {
    const errors: unknown[] = []
    const heard: number[] = []
    const listeners = new Listeners<number>((error) => errors.push(error))
    listeners.add(() => {
      throw new Error('thrown')
    })
    listeners.add(async () => {
      throw new Error('rejected')
    })
    listeners.add((item) => heard.push(item))
    listeners.tell(1)
    await Promise.resolve()
    expect(errors.map(String)).toEqual(['Error: thrown', 'Error: rejected'])
    expect(heard).toEqual([1])
  })

  it('[SDK-18] are bounded in number', () => {
    const listeners = new Listeners<number>(() => {})
    for (let count = 0; count < MAX_LISTENERS; count++) listeners.add(() => {})
    expect(() => listeners.add(() => {})).toThrow(/no longer needed/)
  })
})

describe('watches', () => {
  it('[SDK-11] are told of keys that begin as they say', () => {
    const watches = new KeyWatches(() => {})
    const seen: string[] = []
    const off = watches.add('a/', ({ key }) => seen.push(`a: ${key}`))
    watches.add('', ({ key }) => seen.push(`all: ${key}`))
    const change = { value: 1, before: undefined, type: 'lww-json' }
    watches.tell({ key: 'a/1', ...change })
    watches.tell({ key: 'b', ...change })
    off()
    watches.tell({ key: 'a/2', ...change })
    expect(seen).toEqual(['a: a/1', 'all: a/1', 'all: b', 'all: a/2'])
  })
})
