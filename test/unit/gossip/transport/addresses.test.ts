import { describe, expect, it } from '@jest/globals'
import { formatAddress, isAddress, parseAddress } from '../../../../src/gossip/transport/addresses.ts'

describe('addresses', () => {
  it('[NET-1] are host and port, with brackets around IPv6', () => {
    for (const [text, host, port] of [
      ['localhost:8081', 'localhost', 8081],
      ['192.168.1.5:5000', '192.168.1.5', 5000],
      ['node-1.example.org:1', 'node-1.example.org', 1],
      ['my_service:65535', 'my_service', 65_535],
      ['[::1]:8081', '::1', 8081],
      ['[fe80::1%eth0]:0', 'fe80::1%eth0', 0],
    ] as const) {
      expect(parseAddress(text)).toEqual({ host, port })
      expect(formatAddress({ host, port })).toBe(text)
    }
  })

  it('[NET-1] are refused with what is wrong', () => {
    const wrong = ['', 'localhost', ':8081', '::1:8081', 'a:b', 'a:-1', 'a:1:2', '[::1]', 'a:123456']
    for (const text of wrong) expect(() => parseAddress(text)).toThrow(/write host:port/)
    for (const text of ['[1.2.3.4]:1', '[x]:1', 'a b:1', '-a:1', 'a..b:1']) {
      expect(() => parseAddress(text)).toThrow(/no valid host/)
    }
    expect(() => parseAddress('a:65536')).toThrow('"a:65536": a port is at most 65535')
    expect(() => parseAddress('x'.repeat(10_000))).toThrow(/^"x{80}…" is no address/)
  })

  it('[NET-1] of peers have a port', () => {
    expect(isAddress('a:1')).toBe(true)
    expect(isAddress('a:0')).toBe(false)
    expect(isAddress('a')).toBe(false)
  })
})
