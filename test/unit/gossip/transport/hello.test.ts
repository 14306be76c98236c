import { describe, expect, it } from '@jest/globals'
import {
  type Hello,
  type HelloReading,
  HelloReader,
  encodeHello,
} from '../../../../src/gossip/transport/hello.ts'
import { judgeHello } from '../../../../src/gossip/transport/judge-hello.ts'

const HELLO: Hello = {
  oldestVersion: 1,
  newestVersion: 2,
  cluster: 'game',
  address: '10.0.0.1:7000',
  dialable: true,
  instance: 'a1b2',
  sequence: 3,
}

const read = (...chunks: Uint8Array[]): HelloReading => {
  const reader = new HelloReader()
  let reading: HelloReading = { kind: 'more' }
  for (const chunk of chunks) reading = reader.push(chunk)
  return reading
}
const withFields = (fields: object) => read(encodeHello({ ...HELLO, ...fields }))

describe('the hello', () => {
  it('[TRANS-12] is read however it is split, and gives back what follows it', () => {
    const bytes = Buffer.concat([encodeHello(HELLO), Buffer.from('rest')])
    for (let cut = 0; cut < bytes.length - 4; cut++) {
      const reading = read(bytes.subarray(0, cut), bytes.subarray(cut))
      expect(reading).toMatchObject({ kind: 'hello', hello: HELLO })
      expect(reading.kind === 'hello' && Buffer.from(reading.rest).toString()).toBe('rest')
    }
    const single = new HelloReader()
    const last = [...encodeHello(HELLO)].map((byte) => single.push(Uint8Array.of(byte))).at(-1)
    expect(last).toMatchObject({ kind: 'hello', hello: HELLO })
  })

  it('[TRANS-12] may say more than this version knows', () => {
    expect(withFields({ colour: 'red' })).toMatchObject({ kind: 'hello', hello: HELLO })
  })

  it('[TRANS-12] is refused at the first byte that does not fit', () => {
    for (const text of ['G', 'GM']) expect(read(Buffer.from(text)).kind).toBe('more')
    for (const text of ['H', 'GE', 'GET / HTTP/1.1', '\x16\x03\x01']) {
      expect(read(Buffer.from(text))).toEqual({ kind: 'fault', reason: 'bad_hello' })
    }
    expect(read(Buffer.from('GMHI\x04\x01\0\0\0\0', 'latin1')).kind).toBe('fault')
    expect(read(Buffer.from('GMHI\x04\0\0\0\0\0', 'latin1')).kind).toBe('more')
  })

  it('[TRANS-12] is refused when any of its bytes has changed', () => {
    const whole = encodeHello(HELLO)
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 0x10
      expect(read(changed).kind).not.toBe('hello')
    }
  })

  it('[TRANS-12] is refused when a field is wrong', () => {
    for (const fields of [
      { cluster: '' },
      { cluster: 'a b' },
      { cluster: 'x'.repeat(65) },
      { oldestVersion: 3 },
      { newestVersion: 256 },
      { newestVersion: '1' },
      { instance: 7 },
      { sequence: 0.5 },
      { dialable: 'yes' },
      { cluster: undefined },
    ]) {
      expect(withFields(fields)).toEqual({ kind: 'fault', reason: 'bad_hello' })
    }
    expect(withFields({ address: '10.0.0.1' })).toEqual({ kind: 'fault', reason: 'bad_hello_address' })
    expect(withFields({ address: 'x:0' })).toEqual({ kind: 'fault', reason: 'bad_hello_address' })
  })
})

describe('a node that says hello', () => {
  const own = {
    cluster: 'game',
    versions: { oldest: 1, newest: 1 },
    networkType: 'PRIVATE',
    address: '10.0.0.9:7000',
    instance: 'own',
  } as const

  it.each([
    ['other_cluster', { cluster: 'other' }],
    ['no_common_version', { oldestVersion: 2 }],
    ['own_address', { instance: 'own' }],
    ['address_taken', { address: '10.0.0.9:7000' }],
    ['wrong_network', { address: '8.8.8.8:7000' }],
    [undefined, {}],
    [undefined, { address: 'node.example.org:7000' }],
  ])('[TRANS-13] is refused with %s when it says %j', (reason, fields) => {
    expect(judgeHello(own, { ...HELLO, ...fields })).toBe(reason)
  })
})
