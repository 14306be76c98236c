import { describe, expect, it } from '@jest/globals'
import { SwimDetector } from '../../../../src/gossip/detector/swim-detector.ts'

describe('the detector of missed probes', () => {
  it('[MEMB-1] suspects after one complete miss and counts further ones, until a life sign', () => {
    const detector = new SwimDetector()
    expect(detector.suspicious('peer')).toBe(false)
    detector.missed('peer')
    detector.missed('peer')
    expect(detector.suspicious('peer')).toBe(true)
    expect(detector.level('peer')).toBe(2)
    detector.heard('peer')
    expect(detector.suspicious('peer')).toBe(false)
    expect(detector.level('peer')).toBe(0)
  })
})
