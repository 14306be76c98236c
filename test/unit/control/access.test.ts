import { describe, expect, it } from '@jest/globals'
import { type Caller, isOwnMachine, judgeCaller } from '../../../src/control/access.ts'

const rules = { hostNames: ['node.example'], openReads: false }

function caller(given: Partial<Caller>): Caller {
  return {
    ip: '127.0.0.1',
    localIp: '10.0.0.9',
    isProven: false,
    host: 'localhost:8081',
    origin: undefined,
    fetchSite: undefined,
    isForwarded: false,
    ...given,
  }
}

const verdict = (given: Partial<Caller>, isRead = false, openReads = false) =>
  judgeCaller(caller(given), isRead, { ...rules, openReads })?.code ?? 'welcome'

describe('who may call a node', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('[CTL-6] %s is this machine', (ip) => {
    expect(isOwnMachine(ip, '10.0.0.9')).toBe(true)
    expect(verdict({ ip })).toBe('welcome')
  })

  it.each(['10.0.0.1', '192.168.1.1', '::ffff:10.0.0.1', 'fe80::1', '128.0.0.1', ''])(
    '[CTL-6] %s is not, and gets in only over TLS',
    (ip) => {
      expect(isOwnMachine(ip, '10.0.0.9')).toBe(false)
      expect(verdict({ ip })).toBe('forbidden')
      expect(verdict({ ip }, true)).toBe('forbidden')
      expect(verdict({ ip, isProven: true })).toBe('welcome')
    },
  )

  it('[CTL-6] both ends at one address are one machine', () => {
    expect(verdict({ ip: '10.0.0.9' })).toBe('welcome')
    expect(isOwnMachine('', '')).toBe(false)
  })

  it('[CTL-6] with open reads anyone may read, and nothing else', () => {
    expect(verdict({ ip: '10.0.0.1' }, true, true)).toBe('welcome')
    expect(verdict({ ip: '10.0.0.1' }, false, true)).toBe('forbidden')
  })

  it('[CTL-6] what a proxy on this machine passes on is not of this machine', () => {
    expect(verdict({ isForwarded: true })).toBe('forbidden')
  })

  it.each([
    { origin: 'http://localhost:8081' },
    { origin: 'null' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
    { fetchSite: 'same-origin' },
  ])('[CTL-7] a page in a browser is refused: %j', (given) => {
    expect(verdict(given)).toBe('forbidden')
    expect(verdict({ ...given, isProven: true }, true, true)).toBe('forbidden')
  })

  it.each([
    'localhost',
    'LOCALHOST:8081',
    '127.0.0.1:8081',
    '[::1]:8081',
    '192.168.1.5:8081',
    'Node.Example:80',
  ])('[CTL-7] the host %s is served', (host) => {
    expect(verdict({ host, fetchSite: 'none' })).toBe('welcome')
  })

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:8081',
    'node.example.',
  ])('[CTL-7] the host %s is not: it may be a name that somebody made point here', (host) => {
    expect(verdict({ host }, true, true)).toBe('host_not_served')
  })
})
