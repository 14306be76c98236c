import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readCommandLine } from '../../../src/cli/command-line.ts'
import { GOSSIPER_HELP, readGossiperOptions } from '../../../src/cli/gossiper-options.ts'

const DEFAULTS = {
  id: 'node1',
  host: 'localhost',
  port: 8081,
  peers: [],
  intervalMs: 2000,
  fanout: 1,
  delta: false,
  conflicts: 'lww',
  maxDriftMs: 60_000,
  hostNames: [],
  logLevel: 'info',
}

const read = (...words: string[]) => {
  const options = readGossiperOptions(words)
  return options.kind === 'run' ? options.config : options
}

describe('gamemesh gossiper', () => {
  it('[GSP-10] has defaults for everything', () => {
    expect(read()).toEqual(DEFAULTS)
    expect(readCommandLine(['gossiper'])).toMatchObject({ kind: 'gossiper' })
  })

  it.each([
    [['--id=x', '--addr=0.0.0.0:8080', '--peers=10.0.0.2:8080,10.0.0.3:8080']],
    [['--id', 'x', '--addr', '0.0.0.0:8080', '--peers', '10.0.0.2:8080,10.0.0.3:8080']],
    [['-id', 'x', '-addr=0.0.0.0:8080', '-peers', '10.0.0.2:8080, 10.0.0.3:8080,']],
  ])('[GSP-10] reads %j', (words) => {
    const peers = ['10.0.0.2:8080', '10.0.0.3:8080']
    expect(read(...words)).toEqual({ ...DEFAULTS, id: 'x', host: '0.0.0.0', port: 8080, peers })
  })

  it.each<[string[], object]>([
    [['--peers='], { peers: [] }],
    [['--peers', ''], { peers: [] }],
    [['--peers=localhost:8081,localhost:8082,localhost:8082'], { peers: ['localhost:8082'] }],
    [['--addr=:9000'], { host: '', port: 9000 }],
    [['--addr=[::1]:9000'], { host: '::1', port: 9000 }],
    [['--gossip-interval=500ms', '--fanout=2'], { intervalMs: 500, fanout: 2 }],
    [['--gossip-interval', '1m30s'], { intervalMs: 90_000 }],
    [['--delta'], { delta: true }],
    [['--delta=false'], { delta: false }],
    [['--delta', '--addr=:1', '--advertise=here:1'], { delta: true, host: '', port: 1, advertise: 'here:1' }],
    [['--conflicts=siblings'], { conflicts: 'siblings' }],
    [['--data-dir=/tmp/x'], { dataDir: '/tmp/x' }],
    [['--tls-cert=c', '--tls-key=k', '--tls-ca=a'], { tls: { certFile: 'c', keyFile: 'k', caFile: 'a' } }],
    [['--token=abc'], { token: 'abc' }],
    [['--hosts=game.example, other.example'], { hostNames: ['game.example', 'other.example'] }],
    [['--id=a', '--id=b'], { id: 'b' }],
  ])('[GSP-10] takes %j', (words, changed) => {
    expect(read(...words)).toEqual({ ...DEFAULTS, ...changed })
  })

  it('[GSP-10] takes the token from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossiper-token-'))
    writeFileSync(join(folder, 'token'), 's3cret\n')
    expect(read('--token-file', join(folder, 'token'))).toMatchObject({ token: 's3cret' })
    rmSync(folder, { recursive: true })
  })

  it.each([
    [['--addr=8081'], '--addr'],
    [['--addr=localhost:99999'], 'a port is at most 65535'],
    [['--peers=nonsense'], '--peers'],
    [['--peers=localhost:0'], 'has no port'],
    [['--gossip-interval=2'], 'a duration such as 500ms or 2s'],
    [['--gossip-interval=0s'], 'a duration'],
    [['--fanout=0'], 'not a whole number from 1'],
    [['--conflicts=none'], 'one of lww, siblings'],
    [['--delta', '--addr=0.0.0.0:8080'], '--advertise'],
    [['--delta=maybe'], 'write true or false'],
    [['--tls-cert=c'], '--tls-key'],
    [['--token=a', '--token-file=b'], 'not both'],
    [['--token='], 'visible ASCII'],
    [['--id='], '--id'],
    [['--id'], 'flag needs a value: -id'],
    [['--nonsense'], 'unknown flag: -nonsense'],
    [['---id=x'], 'bad flag'],
    [['now'], 'unexpected argument: now'],
  ])('[GSP-10] refuses %j: %s', (words, message) => {
    const told = readCommandLine(['gossiper', ...words])
    expect(told).toMatchObject({ kind: 'usage', message: expect.stringContaining(message) })
  })

  it.each(['--help', '-help', '-h', '--h'])('[GSP-10] explains itself by %s', (word) => {
    expect(readGossiperOptions([word])).toEqual({ kind: 'help' })
    expect(GOSSIPER_HELP).toContain('--gossip-interval')
  })
})
