import { describe, expect, it } from '@jest/globals'
import { advertisedAddress } from '../../../../src/gossip/sdk/advertised-address.ts'

const interfaces = () => ['203.0.113.9', '192.168.1.5', 'fd00::5', '127.0.0.1']

describe('the address that others are told', () => {
  it('[SDK-7] is the one that is listened on, if that is one', () => {
    expect(advertisedAddress('192.168.1.5:5000', 'PRIVATE', interfaces)).toBeUndefined()
    expect(advertisedAddress('localhost:0', undefined, interfaces)).toBeUndefined()
  })

  it('[SDK-7] is that of the first interface that fits the network type, where all are listened on', () => {
    expect(advertisedAddress('0.0.0.0:7946', undefined, interfaces)).toBe('203.0.113.9:7946')
    expect(advertisedAddress('0.0.0.0:7946', 'PRIVATE', interfaces)).toBe('192.168.1.5:7946')
    expect(advertisedAddress('[::]:0', 'LOCAL', interfaces)).toBe('127.0.0.1:0')
    expect(advertisedAddress('[::]:1', 'PRIVATE', () => ['fd00::5'])).toBe('[fd00::5]:1')
  })

  it('[SDK-7] has to be given where no interface fits', () => {
    expect(() => advertisedAddress('0.0.0.0:1', 'PUBLIC', () => ['10.0.0.1'])).toThrow(/fits PUBLIC/)
  })
})
