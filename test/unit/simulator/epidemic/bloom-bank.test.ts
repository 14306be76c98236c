import { describe, expect, it } from '@jest/globals'
import { BloomBank, bloomBytes } from '../../../../src/simulator/epidemic/bloom-bank.ts'

const options = { nodes: 20, expectedIds: 500, falsePositiveRate: 0.01, retentionTicks: 1000 }

describe('the Bloom filters of the nodes', () => {
  it('[EPI-13] take no more new ids for known than configured, full as they may be', () => {
    const bank = new BloomBank(options)
    let mistakes = 0
    for (let node = 0; node < options.nodes; node++) {
      // One filter is full and has become the older one, the other one is nearly full.
      for (let id = 0; id < 999; id++) bank.add(node, id, 0)
      for (let id = 1000; id < 3000; id++) if (bank.has(node, id, 0)) mistakes += 1
    }
    const rate = mistakes / (2000 * options.nodes)
    expect(rate).toBeLessThanOrEqual(options.falsePositiveRate)
    expect(rate).toBeGreaterThan(options.falsePositiveRate / 10)
  })

  it('[EPI-13] never forget an id within the retention, and have forgotten it after two', () => {
    const bank = new BloomBank(options)
    for (let id = 0; id < 100; id++) bank.add(3, id, 10 * id)
    for (let id = 0; id < 100; id++) expect(bank.has(3, id, 10 * id + 999)).toBe(true)
    const later = Array.from({ length: 100 }, (_, id) => bank.has(3, id, 4000))
    expect(later.filter(Boolean).length).toBeLessThan(5)
  })

  it('[EPI-13] make their mistakes each for itself: what one node takes for known is new to another', () => {
    const bank = new BloomBank({ ...options, falsePositiveRate: 0.2 })
    for (let node = 0; node < options.nodes; node++) for (let id = 0; id < 499; id++) bank.add(node, id, 0)
    const fooled = Array.from(
      { length: 200 },
      (_, index) =>
        Array.from({ length: options.nodes }, (_node, node) => bank.has(node, 5000 + index, 0)).filter(
          Boolean,
        ).length,
    )
    expect(Math.max(...fooled)).toBeLessThan(options.nodes)
  })

  it('[EPI-13] of one node say nothing about another, and are cleared with it', () => {
    const bank = new BloomBank(options)
    for (let id = 0; id < 100; id++) bank.add(0, id, 0)
    expect(Array.from({ length: 100 }, (_, id) => bank.has(1, id, 0))).not.toContain(true)
    bank.clear(0)
    expect(Array.from({ length: 100 }, (_, id) => bank.has(0, id, 0))).not.toContain(true)
    expect(bloomBytes(options)).toBeLessThan(60_000)
  })
})
