import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { SocketLayer } from '../../../src/gossip/transport/socket-layer.ts'
import { mutualTlsLayer } from '../../../src/gossip/transport/tls-mutual.ts'
import { pskLayer } from '../../../src/gossip/transport/tls-psk.ts'
import { RawClient } from './raw-client.ts'
import { TcpNodes } from './tcp-nodes.ts'
import { CLUSTER, certificateFiles } from './tcp-world.ts'
import { type TestNode, eventually } from './test-node.ts'

jest.setTimeout(30_000)

const nodes = new TcpNodes()
afterEach(() => nodes.close())

const SECRET = 'known to every node of the cluster'
const psk = pskLayer({ cluster: CLUSTER, secret: SECRET })
let mutual: SocketLayer
let foreign: SocketLayer

beforeAll(async () => {
  mutual = await mutualTlsLayer(certificateFiles('one'))
  foreign = await mutualTlsLayer(certificateFiles('foreign', 'other-authority'))
})

/** The node refuses for `reason`, hears nothing, and goes on serving its own. */
async function expectRefusal(node: TestNode, layer: SocketLayer, reason: string): Promise<void> {
  await eventually(() => (node.transport.counts.refused[reason] ?? 0) > 0)
  expect(Object.keys(node.transport.counts.refused)).toEqual([reason])
  const friend = await nodes.open({ layer })
  friend.send(node, 'friend')
  await node.got('friend')
  expect(node.texts).toEqual(['friend'])
  expect(new Set(node.faults)).toEqual(new Set([reason]))
  // Nothing is left of the refused ones.
  await eventually(() => node.transport.counts.links === 1)
}

async function refusedDial(from: TestNode, to: TestNode): Promise<string> {
  from.send(to, 'let me in')
  await from.until(() => from.unreachable.includes(to.address))
  return from.reasons[0] ?? ''
}

describe('mutual TLS', () => {
  it('[TLS-1] refuses a peer without certificate', async () => {
    const node = await nodes.open({ layer: mutual })
    const [host, port] = node.address.split(':')
    const ca = readFileSync(certificateFiles('one').caFile)
    const bare = connectTls({ host, port: Number(port), ca, checkServerIdentity: () => undefined })
    bare.on('error', () => {})
    bare.resume()
    await expectRefusal(node, mutual, 'no_certificate')
  })

  it('[TLS-1] refuses a certificate of another authority, at both ends', async () => {
    const node = await nodes.open({ layer: mutual })
    expect(await refusedDial(await nodes.open({ layer: foreign }), node)).toBe('foreign_certificate')
    const half = await nodes.open({
      layer: await mutualTlsLayer({ ...certificateFiles('foreign'), caFile: certificateFiles('one').caFile }),
    })
    half.send(node, 'let me in')
    await half.until(() => half.unreachable.length > 0)
    await eventually(() => node.transport.counts.refused['foreign_certificate'] === 1)
    expect(node.received).toEqual([])
  })

  it('[TLS-1] refuses plain text', async () => {
    const node = await nodes.open({ layer: mutual })
    const plain = await nodes.open()
    plain.send(node, 'let me in')
    await plain.until(() => plain.unreachable.length > 0)
    await expectRefusal(node, mutual, 'not_tls')
  })

  it('[TLS-1] is not spoken to a plain node', async () => {
    const plain = await nodes.open()
    expect(await refusedDial(await nodes.open({ layer: mutual }), plain)).toBe('not_tls')
    await eventually(() => plain.transport.counts.refused['bad_hello'] === 1)
  })

  it('[TLS-2] takes new files without a restart, and keeps the old ones when the new cannot be used', async () => {
    const files = certificateFiles('one')
    const layer = await mutualTlsLayer(files)
    expect(await layer.reload()).toEqual({ ok: true })
    const broken = { ...files, keyFile: certificateFiles('two').keyFile }
    await expect(mutualTlsLayer(broken)).rejects.toThrow(/two-key\.pem is not the private key of .*one\.pem/)
    await expect(mutualTlsLayer({ ...files, caFile: '/nowhere' })).rejects.toThrow(
      /^\/nowhere cannot be used as certificate of the authority \(ENOENT/,
    )
  })
})

describe('TLS with a shared secret', () => {
  it('[TLS-3] refuses another secret', async () => {
    const node = await nodes.open({ layer: psk })
    const layer = pskLayer({ cluster: CLUSTER, secret: 'not what the cluster knows' })
    expect(await refusedDial(await nodes.open({ layer }), node)).toBe('wrong_secret')
    await expectRefusal(node, psk, 'wrong_secret')
  })

  it('[TLS-3] refuses another cluster with the same secret', async () => {
    const node = await nodes.open({ layer: psk })
    const other = await nodes.open({
      cluster: 'other',
      layer: pskLayer({ cluster: 'other', secret: SECRET }),
    })
    await refusedDial(other, node)
    await expectRefusal(node, psk, 'wrong_cluster')
  })

  it('[TLS-3] refuses plain text, and is not spoken to a plain node', async () => {
    const node = await nodes.open({ layer: psk })
    const plain = await nodes.open()
    expect(await refusedDial(node, plain)).toBe('not_tls')
    plain.send(node, 'let me in')
    await plain.until(() => plain.unreachable.length > 0)
    await expectRefusal(node, psk, 'not_tls')
  })

  it('[TLS-3] refuses certificates instead of the secret, at both ends', async () => {
    const [node, certified] = [await nodes.open({ layer: psk }), await nodes.open({ layer: mutual })]
    for (const [from, to] of [
      [node, certified],
      [certified, node],
    ] as const) {
      from.send(to, 'let me in')
      await from.until(() => from.unreachable.includes(to.address))
    }
    expect([node.received, certified.received]).toEqual([[], []])
  })

  it('[TLS-4] needs a secret of 16 bytes', () => {
    for (const secret of ['', 'x'.repeat(15), 'ü'.repeat(7)]) {
      expect(() => pskLayer({ cluster: CLUSTER, secret })).toThrow(
        `the cluster secret has ${Buffer.byteLength(secret)} bytes; at least 16 are needed`,
      )
    }
    expect(() => pskLayer({ cluster: CLUSTER, secret: 'ü'.repeat(8) })).not.toThrow()
    expect(() => pskLayer({ cluster: 'a b', secret: SECRET })).toThrow(/1 to 64 visible ASCII characters/)
  })
})

describe('a TLS node', () => {
  it.each([
    ['a shared secret', () => psk],
    ['certificates', () => mutual],
  ])('[TLS-5] with %s closes a connection that does not finish its handshake', async (_name, layer) => {
    const node = await nodes.open({ layer: layer(), limits: { helloTimeoutMs: 100 } })
    const silent = await new RawClient(node.address).connected()
    const half = await new RawClient(node.address).connected()
    // The beginning of a record of 512 bytes that never comes.
    half.write(Uint8Array.of(22, 3, 1, 2, 0, 1, 0))
    await Promise.all([silent.closed, half.closed])
    await eventually(() => node.transport.counts.refused['tls_timeout'] === 2)
  })

  it('[TRANS-15] has room again after each connection that it refuses', async () => {
    const node = await nodes.open({ layer: psk, limits: { maxIncomingPerIp: 2, maxUnknownPerIp: 2 } })
    for (let index = 0; index < 10; index++) {
      const hostile = await new RawClient(node.address).connected()
      hostile.write('GET / HTTP/1.1\r\n\r\n')
      await hostile.closed
    }
    await expectRefusal(node, psk, 'not_tls')
    expect(node.transport.counts.refused).toEqual({ not_tls: 10 })
  })

  it('[TLS-5] gives up an attempt on which the other end says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`
    const node = await nodes.open({ layer: psk, limits: { connectTimeoutMs: 50 } })
    node.send(address, 'x')
    await node.until(() => node.unreachable.includes(address))
    expect(node.reasons).toEqual(['connect_timeout'])
    silent.close()
  })

  it('[TLS-5] outlives garbage at any moment of the handshake', async () => {
    const node = await nodes.open({ layer: psk, limits: { helloTimeoutMs: 300 } })
    const clients = await Promise.all(
      Array.from({ length: 30 }, () => new RawClient(node.address).connected()),
    )
    for (const client of clients) {
      client.write(Uint8Array.of(22, 3, 1, 0, 200))
      client.write(randomBytes(300))
    }
    await Promise.all(clients.map(({ closed }) => closed))
    const friend = await nodes.open({ layer: psk })
    friend.send(node, 'friend')
    await node.got('friend')
    expect(node.texts).toEqual(['friend'])
  })
})
