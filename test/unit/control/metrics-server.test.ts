import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { MAX_SCRAPES, type MetricsServer, serveMetrics } from '../../../src/control/metrics-server.ts'

const PATIENCE_MS = 300
const silent: Socket[] = []
let server: MetricsServer

beforeEach(async () => {
  const read = async () => ({ contentType: 'text/plain', text: 'a 1\n' })
  server = await serveMetrics({ host: '127.0.0.1', port: 0 }, read, PATIENCE_MS)
})
afterEach(() => {
  for (const socket of silent.splice(0)) socket.destroy()
  server.close()
})

const status = (path: string, method = 'GET') =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { method }).then(
    (answer) => answer.status,
    () => 0,
  )

describe('the metrics of a node at a port of their own', () => {
  it('[CTL-5] are all that is there', async () => {
    expect(await status('/metrics')).toBe(200)
    expect(await status('/members')).toBe(404)
    expect(await status('/metrics', 'POST')).toBe(405)
  })

  it('[CTL-10] connections on which nothing is asked, or nothing taken, lose their places to others', async () => {
    for (let index = 0; index < MAX_SCRAPES; index++) {
      const socket = connect(server.port, '127.0.0.1').on('error', () => {})
      silent.push(socket.pause())
      await once(socket, 'connect')
      if (index % 2 === 0) socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n')
    }
    let answered = 0
    while (answered !== 200) answered = await status('/metrics')
    expect(answered).toBe(200)
  })
})
