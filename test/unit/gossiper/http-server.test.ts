import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type GossiperServer, listenForGossip } from '../../../src/gossiper/http-server.ts'
import { createSurface } from '../../../src/gossiper/surface.ts'
import { MAX_GOSSIP_BYTES } from '../../../src/gossiper/messages.ts'
import { surfaceOf } from './surface-fixture.ts'

const servers: GossiperServer[] = []

async function serve(host = 'localhost') {
  const { board, parts } = surfaceOf()
  const surface = createSurface(parts)
  const server = await listenForGossip(surface, { host, port: 0 })
  servers.push(server)
  return { board, url: `http://127.0.0.1:${server.port}`, port: server.port }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0)
})

describe('the HTTP server of a gossiper', () => {
  it('[GSP-3] serves "localhost" on its IPv4 address', async () => {
    const { url } = await serve()
    const answer = await fetch(`${url}/state`)
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-type')).toBe('application/json')
  })

  it('[GSP-3] answers HEAD with the length and no body', async () => {
    const { url } = await serve()
    const answer = await fetch(`${url}/state`, { method: 'HEAD' })
    expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['2', ''])
  })

  it('[GSP-11] rejects when the port is taken', async () => {
    const { port } = await serve('127.0.0.1')
    const again = listenForGossip(createSurface(surfaceOf().parts), { host: '127.0.0.1', port })
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('[GSP-5] reads no body that is announced as too long', async () => {
    const { port, board } = await serve()
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/gossip' })
      request.setHeader('content-type', 'application/json')
      request.setHeader('content-length', MAX_GOSSIP_BYTES + 1)
      request.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      request.flushHeaders()
    })
    expect(status).toBe(413)
    expect(board.size).toBe(0)
  })

  it('[GSP-5] stops reading a body that turns out too long', async () => {
    const { port, board } = await serve()
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/gossip' })
      request.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      request.setHeader('content-type', 'application/json')
      for (let sent = 0; sent <= MAX_GOSSIP_BYTES; sent += chunk.length) request.write(chunk)
      request.end()
    })
    expect(status).toBe(413)
    expect(board.size).toBe(0)
  })
})
