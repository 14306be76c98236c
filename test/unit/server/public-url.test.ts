import { afterEach, describe, expect, it } from '@jest/globals'
import { type Server, createServer } from 'node:net'
import { publicUrlFinder } from '../../../src/server/public-url.ts'

const servers: Server[] = []

function mainAt(host: string): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.end())
    servers.push(server)
    server.listen(0, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? `http://${host}:${address.port}` : '')
    })
  })
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

describe('the address under which main reaches a regional server', () => {
  it('[HBT-4] is PUBLIC_URL when that is set', async () => {
    const find = publicUrlFinder({
      configured: 'http://eu:8081',
      mainServerUrl: 'http://main:1',
      port: () => 8081,
    })
    expect(await find()).toBe('http://eu:8081')
  })

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
    '[HBT-4] is localhost when main is at %s, on this machine',
    async (mainServerUrl) => {
      const find = publicUrlFinder({ configured: undefined, mainServerUrl, port: () => 8081 })
      expect(await find()).toBe('http://localhost:8081')
    },
  )

  it('[HBT-4] is localhost when a name of main leads to this machine', async () => {
    const mainServerUrl = (await mainAt('127.0.0.1')).replace('127.0.0.1', '0.0.0.0')
    const find = publicUrlFinder({ configured: undefined, mainServerUrl, port: () => 8081 })
    expect(await find()).toBe('http://localhost:8081')
  })

  it('[HBT-4] cannot be told while main is out of reach', async () => {
    // Nothing listens on port 1.
    const find = publicUrlFinder({
      configured: undefined,
      mainServerUrl: 'http://0.0.0.0:1',
      port: () => 8081,
    })
    await expect(find()).rejects.toThrow('ECONNREFUSED')
  })
})
