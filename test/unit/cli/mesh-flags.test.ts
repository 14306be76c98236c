import { describe, expect, it } from '@jest/globals'
import { type Flag, readFlags, splitFlags } from '../../../src/cli/mesh-flags.ts'
import { type Request, requestOf } from '../../../src/cli/mesh-requests.ts'
import type { ControlCommand } from '../../../src/cli/mesh-names.ts'
import { readNodeOptions } from '../../../src/cli/node-options.ts'

const FLAGS: readonly Flag[] = [
  { name: 'nodeAddr', kind: 'text' },
  { name: 'routes', kind: 'list' },
  { name: 'meta', kind: 'many' },
  { name: 'open-reads', kind: 'switch' },
]

describe('flags of the mesh', () => {
  it.each([
    ['-nodeAddr=a:1'],
    ['--nodeAddr=a:1'],
    ['-nodeAddr', 'a:1'],
    ['--nodeAddr', 'a:1'],
    ['--node-addr', 'a:1'],
    ['-NODEADDR=a:1'],
  ])('[NODE-16] one dash or two, with "=" or without: %s', (...words) => {
    expect(readFlags(words, FLAGS).text('nodeAddr')).toBe('a:1')
  })

  it('[NODE-16] lists are split at commas and grow; what stands behind -- is no flag', () => {
    const flags = readFlags(['-routes=a:1, b:2,', '-routes', 'c:3', '-meta', 'a=1,2', '--', '-x'], FLAGS)
    expect(flags.list('routes')).toEqual(['a:1', 'b:2', 'c:3'])
    expect(flags.list('meta')).toEqual(['a=1,2'])
    expect(flags.positionals).toEqual(['-x'])
    expect(flags.isSet('open-reads')).toBe(false)
  })

  it.each([
    [['-nonsense=1'], '-nonsense: there is no such flag'],
    [['-nodeAddr'], '-nodeAddr: its value is missing'],
    [['-nodeAddr='], '-nodeAddr: its value is missing'],
    [['-nodeAddr=a', '-nodeAddr=b'], '-nodeAddr: it is given twice'],
    [['--open-reads=maybe'], '-open-reads: it takes no value'],
  ])('[NODE-5] %j is refused by name', (words, message) => {
    expect(() => readFlags(words, FLAGS)).toThrow(message)
  })

  it('[NODE-16] flags of one reader are taken out for it, with their values', () => {
    expect(splitFlags(['-x', '1', '--meta', 'a=b', '-open-reads', 'y', '-routes=z'], FLAGS)).toEqual({
      own: ['--meta', 'a=b', '-open-reads', '-routes=z'],
      others: ['-x', '1', 'y'],
    })
  })
})

describe('the options of a node', () => {
  const words = ['-mode=seed', '-name=test1', '-nodeAddr=localhost:8081', '-routes=localhost:8081']

  it('[NODE-1] its own address is no route', () => {
    expect(readNodeOptions(words, {})).toMatchObject({ ok: true, options: { routes: [] } })
    const more = [...words.slice(0, 3), '-routes=localhost:8081,localhost:8082']
    expect(readNodeOptions(more, {})).toMatchObject({ ok: true, options: { routes: ['localhost:8082'] } })
  })

  it('[NODE-17] defaults: LOCAL, the local pace, SWIM, closed reads, no metadata', () => {
    expect(readNodeOptions(words, {})).toMatchObject({
      ok: true,
      options: {
        config: { clusterNetwork: 'LOCAL', preset: 'local', cluster: 'gamemesh' },
        detector: 'swim',
        openReads: false,
        behindNat: false,
        metadata: {},
      },
    })
  })

  it('[NODE-17] what is given counts; metadata is JSON or text', () => {
    const more = [
      ...words,
      '--detector=PHI',
      '--open-reads',
      '--behind-nat',
      '--meta=zone=eu',
      '--meta',
      'ready=true',
      '--preset=wan',
    ]
    expect(readNodeOptions(more, {})).toMatchObject({
      ok: true,
      options: {
        detector: 'phi',
        openReads: true,
        behindNat: true,
        metadata: { zone: 'eu', ready: true },
        config: { preset: 'wan' },
      },
    })
  })

  it('[NODE-17] certificates are named as in the commands for a running node', () => {
    const more = [...words, '--tls-key=k', '--tls-cert', 'c', '-tlsCa=a']
    expect(readNodeOptions(more, {})).toMatchObject({
      ok: true,
      options: { config: { tls: { keyFile: 'k', certFile: 'c', caFile: 'a' } } },
    })
  })
})

const CONTROL_FLAGS: readonly Flag[] = [
  { name: 'to', kind: 'list' },
  { name: 'ttl', kind: 'text' },
  { name: 'rounds', kind: 'switch' },
]

function asked(command: ControlCommand, ...words: readonly string[]): Request {
  return requestOf(command, readFlags(words, CONTROL_FLAGS))
}

describe('the requests of the commands', () => {
  it('[CTL-13] a value is JSON, or else a text; a key may hold anything', () => {
    expect(asked('set', 'a/b ?', '{"x":1}')).toMatchObject({
      method: 'PUT',
      path: '/keys/a%2Fb%20%3F',
      body: { x: 1 },
    })
    expect(asked('set', 'k', 'plain words')).toMatchObject({ body: 'plain words' })
    expect(asked('keys', 'p/')).toMatchObject({ path: '/keys?prefix=p%2F' })
    expect(asked('broadcast', 'n', '--ttl=2')).toMatchObject({ body: { name: 'n', payload: null, ttl: 2 } })
    expect(asked('query', 'ping', '--to=a,b')).toMatchObject({ body: { to: ['a', 'b'] } })
    expect(asked('events', '--rounds')).toMatchObject({ kind: 'stream', path: '/events?rounds=true' })
  })

  it.each<[ControlCommand, readonly string[], string]>([
    ['get', [], '"get" takes KEY'],
    ['set', ['k'], '"set" takes KEY VALUE'],
    ['members', ['x'], '"members" takes no further words'],
    ['members', ['--ttl=1'], '-ttl: it belongs to "broadcast"'],
    ['broadcast', ['n', '--ttl=x'], '-ttl: "x" is not a whole number'],
    ['meta', ['x'], '"x" is not key=value'],
    ['set', ['k', '9007199254740993'], '9007199254740993 has more digits than a number keeps here'],
    ['set', ['k', '{"n":1e999}'], '1e999 has more digits'],
    ['meta', ['build=-9007199254740993'], '-9007199254740993 has more digits'],
  ])('[CTL-13] %s %j is refused', (command, words, message) => {
    expect(() => asked(command, ...words)).toThrow(message)
  })
})
