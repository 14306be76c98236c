import { describe, expect, it } from '@jest/globals'
import { resolve } from 'node:path'
import { localServers, portProblems, toldOfHost } from '../../../src/cli/local-servers.ts'
import { welcome } from '../../../src/cli/welcome.ts'
import { loadServerConfig } from '../../../src/config/load-server-config.ts'

function configsOf(environment: Record<string, string>, choices = {}) {
  return localServers(environment, choices).servers.map((server) => {
    const result = loadServerConfig(server.environment)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return result.config
  })
}

describe('the servers of "gamemesh up"', () => {
  it('[CLI-2] are main, eu and us on 8080 to 8082 of the loopback address, on the embedded store in ./data', () => {
    const [main, eu, us] = configsOf({})
    const storage = { kind: 'embedded', dataDir: resolve('data') }
    expect(main).toMatchObject({ role: 'main', region: 'main', host: '127.0.0.1', port: 8080, storage })
    const mainServerUrl = 'http://127.0.0.1:8080'
    expect(eu).toMatchObject({ role: 'regional', region: 'eu', port: 8081, mainServerUrl, storage })
    expect(us).toMatchObject({ role: 'regional', region: 'us', port: 8082, mainServerUrl, storage })
    expect(us?.publicUrl).toBe('http://127.0.0.1:8082')
  })

  it('[CLI-2] ports and folder come from the options, else from PORT and DATA_DIR', () => {
    const ports = (...args: Parameters<typeof configsOf>) => configsOf(...args).map(({ port }) => port)
    expect(ports({ PORT: '9000' })).toEqual([9000, 9001, 9002])
    expect(ports({ PORT: '9000' }, { port: 7000 })).toEqual([7000, 7001, 7002])
    expect(localServers({ DATA_DIR: '/srv/a' }, {}).dataDir).toBe('/srv/a')
    expect(localServers({ DATA_DIR: '/srv/a' }, { dataDir: '/srv/b' }).dataDir).toBe('/srv/b')
  })

  it.each(['0', 'abc', '65534', '-1'])('[CLI-2] PORT=%s is refused: three ports are needed', (port) => {
    const message = `"${port}" is not a whole number from 1 to 65533 (main gets it; eu and us get the two ports after it)`
    expect(portProblems({ PORT: port }, {})).toEqual([{ variable: 'PORT', message }])
    expect(portProblems({ PORT: port }, { port: 9080 })).toEqual([])
  })

  it.each(['1', ' 65533 ', ''])('[CLI-2] PORT="%s" is taken', (port) => {
    expect(portProblems({ PORT: port }, {})).toEqual([])
  })

  it.each(['fe80::1%eth0', '999.1.1.1'])(
    '[CLI-9] what is wrong with HOST=%s is told of HOST alone',
    (host) => {
      const [main] = localServers({ HOST: host, LOG_LEVEL: 'loud' }, {}).servers
      const result = loadServerConfig(main?.environment ?? {})
      const told = toldOfHost(result.ok ? [] : result.problems, host)
      expect(told.map(({ variable }) => variable)).toEqual(['HOST', 'LOG_LEVEL'])
      expect(told[0]?.message).toContain(`"${host}"`)
    },
  )

  it('[CLI-2] are not changed by variables that describe another server', () => {
    const described = {
      IS_MAIN: 'false',
      REGION: 'asia',
      MAIN_SERVER_URL: 'http://elsewhere',
      PUBLIC_URL: 'http://elsewhere',
      INSTANCE_ID: 'asia-2',
      REGION_CAPACITY: '1',
      STORAGE: 'cassandra',
      CASSANDRA_HOSTS: 'db',
    }
    expect(configsOf(described)).toEqual(configsOf({}))
  })

  it('[CLI-2] keep what is set and does not describe one server', () => {
    expect(configsOf({ LOG_LEVEL: 'debug', PLACEMENT_POLICY: 'round-robin' })[0]).toMatchObject({
      logLevel: 'debug',
      placementPolicy: 'round-robin',
    })
  })

  it('[CLI-2] are reached on the loopback address when they listen on every one', () => {
    const urls = (host: string) => localServers({ HOST: host }, {}).servers.map(({ url }) => url)[1]
    expect(urls('0.0.0.0')).toBe('http://127.0.0.1:8081')
    expect(urls('::1')).toBe('http://[::1]:8081')
    expect(urls('10.0.0.5')).toBe('http://10.0.0.5:8081')
  })

  it('[CLI-3] are announced with their addresses, a line to try, the folders and the way to stop', () => {
    const text = welcome(localServers({}, { dataDir: '/srv/data' }), '/srv/data/logs')
    for (const part of ['http://localhost:8080', 'http://localhost:8081', 'http://localhost:8082']) {
      expect(text).toContain(part)
    }
    expect(text).toMatch(/^ {2}curl -X POST http:\/\/localhost:8080\/game\/start .*"user_id":"alice"/m)
    expect(text).toContain('/srv/data/logs')
    expect(text).toContain('Ctrl-C')
  })
})
