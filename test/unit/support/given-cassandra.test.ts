import { once } from 'node:events'
import { type Server, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { givenCluster } from '../../support/cassandra/given.ts'

let server: Server
let address: string

beforeEach(async () => {
  server = createServer((socket) => socket.destroy())
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('a TCP server has an address object')
  address = `127.0.0.1:${bound.port}`
})

afterEach(async () => {
  if (!server.listening) return
  server.close()
  await once(server, 'close')
})

describe('CASSANDRA_TEST_HOSTS', () => {
  it('is taken when one of its hosts answers', async () => {
    const cluster = await givenCluster(`localhost:1, ${address}`)
    expect(cluster.hosts).toEqual(['localhost:1', address])
  })

  it('is refused, naming each host, when none answers', async () => {
    server.close()
    await once(server, 'close')
    await expect(givenCluster(address)).rejects.toThrow(`no host answers (${address}: `)
  })

  it('is refused when it names no host', async () => {
    await expect(givenCluster(' , ')).rejects.toThrow('the list is empty')
  })
})
