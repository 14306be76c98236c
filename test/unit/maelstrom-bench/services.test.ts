import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { LinKv } from '../../../src/maelstrom/bench/services/lin-kv.ts'
import { LinTso } from '../../../src/maelstrom/bench/services/lin-tso.ts'
import { LwwKv } from '../../../src/maelstrom/bench/services/lww-kv.ts'
import { SeqKv } from '../../../src/maelstrom/bench/services/seq-kv.ts'
import type { Service } from '../../../src/maelstrom/bench/services/service.ts'

const write = (key: unknown, value: unknown) => ({ type: 'write', key, value })
const read = (key: unknown) => ({ type: 'read', key })
const cas = (key: unknown, from: unknown, to: unknown, create?: boolean) => ({
  type: 'cas',
  key,
  from,
  to,
  ...(create !== undefined && { create_if_not_exists: create }),
})
const seqKv = () => new SeqKv(seededStream(1, 'test'))

describe.each<[string, () => Service]>([
  ['lin-kv', () => new LinKv()],
  ['seq-kv', seqKv],
])('%s', (_name, make) => {
  it('[GLOM-4] writes, reads and compares any JSON by value', () => {
    const kv = make()
    expect(kv.handle('n0', write({ a: 1, b: [2] }, { x: 1, y: 2 }))).toEqual({ type: 'write_ok' })
    expect(kv.handle('n0', read({ b: [2], a: 1 }))).toEqual({ type: 'read_ok', value: { x: 1, y: 2 } })
    expect(kv.handle('n0', cas({ a: 1, b: [2] }, { y: 2, x: 1 }, null))).toEqual({ type: 'cas_ok' })
    expect(kv.handle('n0', read({ a: 1, b: [2] }))).toEqual({ type: 'read_ok', value: null })
  })

  it('[GLOM-4] answers what is not there with 20, and a wrong comparison with 22', () => {
    const kv = make()
    expect(kv.handle('n0', read('k'))).toMatchObject({ type: 'error', code: 20 })
    expect(kv.handle('n0', cas('k', 0, 1))).toMatchObject({ type: 'error', code: 20 })
    expect(kv.handle('n0', cas('k', 0, 1, true))).toEqual({ type: 'cas_ok' })
    expect(kv.handle('n0', cas('k', 0, 2))).toMatchObject({ type: 'error', code: 22 })
    expect(kv.handle('n0', { type: 'drop', key: 'k' })).toMatchObject({ type: 'error', code: 10 })
    expect(kv.handle('n0', { type: 'read' })).toMatchObject({ type: 'error', code: 12 })
  })
})

describe('seq-kv', () => {
  const valuesSeen = (kv: SeqKv, caller: string, reads: number) =>
    Array.from({ length: reads }, () => Number(kv.handle(caller, read('k'))['value'] ?? -1))

  it('[GLOM-4] may show an old state to one who has seen nothing, but never goes back for a caller', () => {
    const kv = seqKv()
    for (let value = 0; value < 20; value++) kv.handle('n0', write('k', value))
    const firsts = Array.from({ length: 200 }, (_, index) => valuesSeen(kv, `r${index}`, 1)[0])
    expect(Math.min(...firsts.map(Number))).toBeLessThan(5)
    const seen = valuesSeen(kv, 'n1', 50)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBeGreaterThan(15)
  })

  it('[GLOM-4] brings whoever changes something up to date, but not who writes what is there', () => {
    const kv = seqKv()
    for (let value = 0; value < 20; value++) kv.handle('n0', write('k', value))
    kv.handle('n1', write('other', 1))
    expect(valuesSeen(kv, 'n1', 1)).toEqual([19])
    const stale = Array.from({ length: 100 }, (_, index) => {
      kv.handle(`w${index}`, write('k', 19))
      return valuesSeen(kv, `w${index}`, 1)[0]
    })
    expect(stale.every((value) => value === 19)).toBe(true)
  })

  it('[GLOM-4] keeps the last 32 states only', () => {
    const kv = seqKv()
    for (let value = 0; value < 100; value++) kv.handle('n0', write('k', value))
    const seen = Array.from({ length: 2000 }, (_, index) => Number(valuesSeen(kv, `r${index}`, 1)[0]))
    expect([Math.min(...seen), Math.max(...seen)]).toEqual([68, 99])
  })
})

describe('lww-kv', () => {
  it('[GLOM-4] is weak: a read may miss a write, and what is never there is never invented', () => {
    const kv = new LwwKv(seededStream(1, 'test'))
    const seen = Array.from({ length: 200 }, (_, value) => {
      kv.handle('n0', write('k', value))
      return kv.handle('n0', read('k'))['value'] === value
    })
    expect(seen).toContain(true)
    expect(seen).toContain(false)
    expect(kv.handle('n0', cas('new', 0, 1, true))).toMatchObject({ type: 'error', code: 20 })
  })
})

describe('lin-tso', () => {
  it('[GLOM-4] counts from zero', () => {
    const tso = new LinTso()
    expect([0, 1, 2].map(() => tso.handle('n0', { type: 'ts' })['ts'])).toEqual([0, 1, 2])
    expect(tso.handle('n0', { type: 'time' })).toMatchObject({ code: 10 })
  })
})
