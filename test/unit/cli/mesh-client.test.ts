import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { MeshClient } from '../../../src/cli/mesh-client.ts'
import { plainLayer } from '../../../src/gossip/transport/plain-layer.ts'

const ANSWER_MS = 20_000
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function clientOf(answer: (write: (text: string) => boolean, end: () => void) => void) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.on('drain', () =>
      answer(
        (text) => response.write(text),
        () => response.end(),
      ),
    )
    answer(
      (text) => response.write(text),
      () => response.end(),
    )
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  return new MeshClient(`127.0.0.1:${port}`, plainLayer, ANSWER_MS)
}

describe('what asks a running node', () => {
  it('[CTL-17] takes an answer that ends', async () => {
    const client = await clientOf((write, end) => {
      write('{"a":1}')
      end()
    })
    expect(await client.call({ method: 'GET', path: '/status' })).toEqual({ a: 1 })
  })

  it('[CTL-17] gives up one that does not', async () => {
    const piece = ' '.repeat(1_048_576)
    const client = await clientOf((write) => {
      while (write(piece));
    })
    await expect(client.call({ method: 'GET', path: '/status' })).rejects.toThrow('the answer does not end')
  })
})
