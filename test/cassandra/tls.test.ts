import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { inTime, testHosts, testKeyspace, type TestKeyspace } from './keyspaces.ts'

jest.setTimeout(60_000)

const file = (name: string) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** Takes TLS off in front of the test cluster. */
async function tlsFront(target: URL, open: Set<Socket>): Promise<Server> {
  const [key, cert] = [readFileSync(file('key.pem')), readFileSync(file('cert.pem'))]
  const server = createServer({ key, cert }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

describe('TLS to Cassandra', () => {
  const sockets = new Set<Socket>()
  let keyspace: TestKeyspace
  let server: Server
  let contactPoints: string[]

  beforeAll(async () => {
    keyspace = await testKeyspace()
    server = await tlsFront(new URL(`tcp://${testHosts()[0]}`), sockets)
    contactPoints = [`127.0.0.1:${(server.address() as AddressInfo).port}`]
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await keyspace.drop()
  })

  it('[CAS-7] is used when the certificate is of the named authority', async () => {
    const store = await keyspace.open({ contactPoints, tls: { caFile: file('cert.pem') } })
    await inTime(20_000, (deadline) => store.check(deadline))
    await store.close()
  })

  it('[CAS-7] refuses a certificate of another authority, and names the reason', async () => {
    for (const tls of [{ caFile: file('other-ca.pem') }, {}]) {
      const opening = keyspace.open({ contactPoints, tls, connectTimeoutMs: 1_000 })
      await expect(opening).rejects.toThrow(/^Cassandra cannot be reached at .* \(.*certificate/)
    }
  })

  it('[CAS-7] refuses a certificate that was issued for another name', async () => {
    const tls = { caFile: file('cert.pem'), serverName: 'cassandra.example' }
    const opening = keyspace.open({ contactPoints, tls, connectTimeoutMs: 1_000 })
    await expect(opening).rejects.toThrow(/^Cassandra cannot be reached at .* \(.*cassandra\.example/)
  })
})
