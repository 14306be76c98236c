// The floor: what Node's own HTTP server costs with a JSON body in, a JSON body out, and nothing else.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  // Asked while waiting for the start.
  if (request.method === 'GET') {
    response.end()
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { user_id } = JSON.parse(Buffer.concat(chunks).toString()) as { user_id: string }
    const body = JSON.stringify({
      session_id: randomUUID(),
      user_id,
      region: 'floor',
      started_at: '2024-01-15T10:30:00.000Z',
      status: 'active',
    })
    response.writeHead(201, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  })
})
server.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
process.on('disconnect', () => process.exit())
