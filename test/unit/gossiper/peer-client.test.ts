import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { MAX_GOSSIP_BYTES } from '../../../src/gossiper/messages.ts'
import { PeerClient } from '../../../src/gossiper/peer-client.ts'

const JSON_HEADERS = { 'content-type': 'application/json' }
const LONG_MS = 30_000

const clients: PeerClient[] = []
const servers: Server[] = []

function clientOf(...options: ConstructorParameters<typeof PeerClient>): PeerClient {
  const client = new PeerClient(...options)
  clients.push(client)
  return client
}

async function serve(listener: RequestListener, server = createServer(listener)): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

describe('a call to a peer', () => {
  it('[GSP-4, GSP-9] posts body, headers and token, and gives the answer', async () => {
    const peer = await serve((request, response) => {
      const { method, url, headers } = request
      request.resume().on('end', () => {
        response.setHeader('content-type', 'application/json; charset=utf-8')
        response.end(
          JSON.stringify({ method, url, token: headers.authorization, type: headers['content-type'] }),
        )
      })
    })
    const answer = await clientOf({ token: 's3cret' }).post(peer, '{}', JSON_HEADERS, LONG_MS)
    expect({ ...answer, body: JSON.parse(String(answer.body)) }).toMatchObject({
      status: 200,
      contentType: 'application/json',
      body: { method: 'POST', url: '/gossip', token: 'Bearer s3cret', type: 'application/json' },
    })
  })

  it('[GSP-7] ends after its deadline when the peer never answers, or stops in the midst', async () => {
    const silent = await serve(() => {})
    const slow = await serve((_request, response) => void response.write('{'))
    for (const peer of [silent, slow])
      await expect(clientOf().post(peer, '{}', JSON_HEADERS, 50)).rejects.toMatchObject({ name: 'PeerError' })
    await expect(clientOf().post(silent, '{}', JSON_HEADERS, 50)).rejects.toMatchObject({ reason: 'timeout' })
  })

  it('[GSP-7] says why it failed: nobody there, or broken off', async () => {
    const peer = await serve((request) => request.socket.destroy())
    await expect(clientOf().post(peer, '{}', JSON_HEADERS, LONG_MS)).rejects.toMatchObject({
      reason: 'broken',
    })
    await expect(clientOf().post('127.0.0.1:1', '{}', JSON_HEADERS, LONG_MS)).rejects.toMatchObject({
      reason: 'unreachable',
    })
  })

  it('[GSP-7] takes no answer without end', async () => {
    const chunk = Buffer.alloc(1024 * 1024)
    const peer = await serve((_request, response) => {
      for (let sent = 0; sent <= MAX_GOSSIP_BYTES; sent += chunk.length) response.write(chunk)
    })
    await expect(clientOf().post(peer, '{}', JSON_HEADERS, LONG_MS)).rejects.toMatchObject({
      reason: 'too_large',
    })
  })

  it('[GSP-7] is repeated once when the connection that was kept has gone meanwhile', async () => {
    let calls = 0
    const peer = await serve((request, response) => {
      calls++
      // The second one meets a connection that is being closed.
      if (calls === 2) request.socket.destroy()
      else request.resume().on('end', () => response.end('{}'))
    })
    const client = clientOf()
    for (let call = 0; call < 2; call++)
      expect((await client.post(peer, '{}', JSON_HEADERS, LONG_MS)).status).toBe(200)
    expect(calls).toBe(3)
  })
})
