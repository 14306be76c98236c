import { describe, expect, it } from '@jest/globals'
import { BloomFilter } from '../../../../src/gossip/broadcast/bloom-filter.ts'
import { RotatingBloom } from '../../../../src/gossip/broadcast/rotating-bloom.ts'

const PROBES = 20_000
const HOUR_MS = 3_600_000
/** Of 20,000 draws at a rate of 1 %: about two standard deviations. The ids are fixed, so there is no luck in it. */
const SPREAD = 1.15

function filled(expectedIds: number, rate: number): BloomFilter {
  const filter = new BloomFilter(expectedIds, rate)
  for (let index = 0; index < expectedIds; index++) filter.add(`node-${index % 7}:${index}`)
  return filter
}

describe('a Bloom filter', () => {
  it.each([
    [1000, 0.05],
    [10_000, 0.01],
    [50_000, 0.001],
  ])('[DEDUP-10] with %d ids takes at most a share of %d of others for seen', (expectedIds, rate) => {
    const filter = filled(expectedIds, rate)
    let wrong = 0
    for (let index = 0; index < PROBES; index++) if (filter.has(`other-${index % 7}:${index}`)) wrong += 1
    expect(wrong / PROBES).toBeLessThanOrEqual(rate * SPREAD)
  })

  it('[DEDUP-10] never forgets what it saw', () => {
    const filter = filled(10_000, 0.01)
    let known = 0
    for (let index = 0; index < 10_000; index++) if (filter.has(`node-${index % 7}:${index}`)) known += 1
    expect(known).toBe(10_000)
    filter.clear()
    expect(filter.has('node-0:0')).toBe(false)
  })

  it('[DEDUP-10] takes the memory that the theory says', () => {
    expect(new BloomFilter(100_000, 0.01).byteLength).toBe(119_816)
  })

  it.each([
    [0, 0.01],
    [1.5, 0.01],
    [100, 0],
    [100, 1],
    [100, Number.NaN],
  ])('[DEDUP-10] is not made for %d ids at a rate of %d', (expectedIds, rate) => {
    expect(() => new BloomFilter(expectedIds, rate)).toThrow(RangeError)
  })
})

describe('two Bloom filters that take turns', () => {
  const options = { expectedIds: 10_000, falsePositiveRate: 0.01, longestLifeMs: 60_000 }

  it('[DEDUP-11] remember every id for an hour at least and two at most', () => {
    for (const firstMs of [0, 1000, HOUR_MS / 2, HOUR_MS - 1]) {
      const bloom = new RotatingBloom(options)
      bloom.seen('starts', 0)
      expect(bloom.seen('x', firstMs)).toBe(false)
      for (let atMs = firstMs; atMs < firstMs + HOUR_MS; atMs += HOUR_MS / 8)
        expect(bloom.seen('x', atMs)).toBe(true)
      expect(bloom.seen('x', firstMs + 2 * HOUR_MS)).toBe(false)
    }
  })

  it('[DEDUP-11] hold nothing after a long silence', () => {
    const bloom = new RotatingBloom(options)
    for (let index = 0; index < 1000; index++) bloom.seen(`id-${index}`, 0)
    expect(bloom.size(0)).toBeGreaterThan(990)
    expect(bloom.size(2 * HOUR_MS)).toBe(0)
  })

  it('[DEDUP-12] keep to the rate and to their memory over a hundred thousand ids', () => {
    const bloom = new RotatingBloom(options)
    const bytes = bloom.byteLength
    let wrong = 0
    for (let index = 0; index < 100_000; index++) if (bloom.seen(`node-3:${index}`, 0)) wrong += 1
    expect(wrong / 100_000).toBeLessThanOrEqual(0.01)
    expect(bloom.byteLength).toBe(bytes)
    expect(bloom.turnedEarly).toBeGreaterThanOrEqual(9)
  })

  it('[DEDUP-12] know the last ids however many there were before', () => {
    const bloom = new RotatingBloom(options)
    const news = new Set<string>()
    for (let index = 0; index < 55_000; index++) {
      if (!bloom.seen(`id-${index}`, 0)) news.add(`id-${index}`)
    }
    const last = Array.from({ length: 10_000 }, (_, index) => `id-${45_000 + index}`).filter((id) =>
      news.has(id),
    )
    expect(last.length).toBeGreaterThan(9_900)
    expect(last.filter((id) => !bloom.seen(id, 0))).toEqual([])
  })

  it('[DEDUP-4] are not made to forget ids whose messages may still travel', () => {
    expect(() => new RotatingBloom({ ...options, retentionMs: 60_000 })).toThrow(/remember ids for longer/)
  })
})
