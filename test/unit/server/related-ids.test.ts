import { describe, expect, it } from '@jest/globals'
import { relatedIds } from '../../../src/server/related-ids.ts'

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('ids that a server draws', () => {
  it('[SES-30] are version 4 UUIDs, all distinct, and those drawn together begin alike', () => {
    const newId = relatedIds()
    const ids = Array.from({ length: 20_000 }, newId)
    for (const id of ids) expect(id).toMatch(VERSION_4)
    expect(new Set(ids).size).toBe(ids.length)
    const beginnings = new Set(ids.map((id) => id.slice(0, 8)))
    expect(beginnings.size).toBeGreaterThan(100)
    expect(beginnings.size).toBeLessThan(200)
    expect(new Set(ids.map((id) => id.slice(9))).size).toBe(ids.length)
  })

  it('[SES-30] of two servers begin differently', () => {
    expect(relatedIds()().slice(0, 8)).not.toBe(relatedIds()().slice(0, 8))
  })
})
