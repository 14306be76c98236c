import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, runGamemesh } from './gamemesh-process.ts'

/** A server waits 10 s for a store that it cannot reach. */
jest.setTimeout(60_000)

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-serve-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function serve(environment: Record<string, string>, command = 'serve'): Promise<Finished> {
  return runGamemesh([command], { folder, environment }).finished
}

describe('gamemesh serve with a wrong configuration', () => {
  it('[CLI-9] names every bad value on a line of its own and exits with status 2', async () => {
    const { status, stderr, stdout } = await serve({
      PORT: 'abc',
      IS_MAIN: 'false',
      CASSANDRA_KEYSPACE: 'a;drop',
      CASSANDRA_TLS: 'true',
      CASSANDRA_TLS_CA_FILE: 'missing.pem',
    })
    expect(stderr.trim().split('\n')).toEqual([
      'gamemesh: PORT: "abc" is not a whole number from 0 to 65535',
      expect.stringMatching(/^gamemesh: REGION: is required/),
      expect.stringMatching(/^gamemesh: MAIN_SERVER_URL: is required/),
      expect.stringMatching(/^gamemesh: CASSANDRA_KEYSPACE: "a;drop" is not a keyspace name/),
      expect.stringMatching(/^gamemesh: CASSANDRA_TLS_CA_FILE: .*missing\.pem/),
    ])
    expect([status, stdout]).toEqual([2, ''])
  })

  it('[CLI-9] reads .env, and says when "start" therefore runs one server', async () => {
    writeFileSync(join(folder, '.env'), 'REGION=eu\nPORT=70000\n')
    try {
      const { status, stderr } = await serve({}, 'start')
      expect(stderr).toContain('REGION is set (environment or .env): starting that one server')
      expect(stderr).toContain('PORT: "70000"')
      expect(status).toBe(2)
    } finally {
      rmSync(join(folder, '.env'))
    }
  })

  it('[CLI-9] names each line of .env that it does not understand, and not what stands there', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=70000\nhush hush\n')
    try {
      const { status, stderr } = await serve({})
      expect(stderr.trim().split('\n')).toEqual([
        'gamemesh: .env: line 2 is not NAME=value',
        expect.stringMatching(/^gamemesh: PORT: "70000"/),
      ])
      expect(status).toBe(2)
    } finally {
      rmSync(join(folder, '.env'))
    }
  })

  it('[CLI-9] a store that cannot be reached is one line and status 1', async () => {
    const { status, stderr } = await serve({
      HOST: '127.0.0.1',
      PORT: '0',
      CASSANDRA_HOSTS: '127.0.0.1:1',
      CASSANDRA_TIMEOUT_SECONDS: '0.5',
    })
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^gamemesh: .*127\.0\.0\.1:1/)])
    expect(status).toBe(1)
  })
})

describe('the command itself', () => {
  it('[CLI-1] an unknown command, or none, is refused with status 2', async () => {
    const unknown = await runGamemesh(['deploy'], { folder }).finished
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('unknown command: deploy')])
    const none = await runGamemesh([], { folder }).finished
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('--help')])
  })

  it('[CLI-1] --help and --version answer on standard output', async () => {
    const help = await runGamemesh(['--help'], { folder }).finished
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining('gamemesh <command>')])
    const version = await runGamemesh(['--version'], { folder }).finished
    expect([version.status, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
  })
})
