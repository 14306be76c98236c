import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { TcpNodes } from './tcp-nodes.ts'
import { tcpTransport, unusedAddress } from './tcp-world.ts'
import { eventually } from './test-node.ts'

jest.setTimeout(30_000)

const nodes = new TcpNodes()
afterEach(() => nodes.close())

const linksOf = (...list: ReadonlyArray<{ transport: { counts: { links: number } } }>) =>
  list.map(({ transport }) => transport.counts.links)
const portOf = (address: string) => Number(address.split(':')[1])

describe('links between TCP nodes', () => {
  it('[TRANS-16] are one per peer, used both ways, also when both dial at once', async () => {
    const [a, b] = [await nodes.open(), await nodes.open()]
    for (let round = 0; round < 20; round++) {
      a.send(b, `a${round}`)
      b.send(a, `b${round}`)
      await Promise.all([b.got(`a${round}`), a.got(`b${round}`)])
      await eventually(() => linksOf(a, b).join() === '1,1')
      a.transport.drop(b.address, 'next round')
      await eventually(() => linksOf(a, b).join() === '0,0')
    }
    expect([a.texts.length, b.texts.length]).toEqual([20, 20])
    expect([a.unreachable, b.unreachable, a.faults, b.faults]).toEqual([[], [], [], []])
  })

  it('[TRANS-16] are one per pair in a mesh where all dial all', async () => {
    const mesh = await Promise.all(Array.from({ length: 10 }, () => nodes.open()))
    for (const from of mesh) for (const to of mesh) if (from !== to) from.send(to, 'x')
    await Promise.all(mesh.map((node) => node.until(() => node.received.length === 9)))
    await eventually(() => linksOf(...mesh).every((links) => links === 9))
  })

  it('[TRANS-17] carry the advertised address, whatever name was dialled', async () => {
    const [a, b] = [await nodes.open(), await nodes.open()]
    const name = `localhost:${portOf(b.address)}`
    a.send(name, 'by name')
    await b.got('by name')
    b.send(a, 'back')
    await a.got('back')
    expect(a.received[0]?.from).toBe(b.address)
    a.send(name, 'by name again')
    a.send(b, 'by address')
    await b.got('by name again', 'by address')
    expect(linksOf(a, b)).toEqual([1, 1])
  })

  it('[TRANS-17] are not made by a node to itself, by whatever name', async () => {
    const a = await nodes.open()
    const name = `localhost:${portOf(a.address)}`
    a.send(name, 'me?')
    await a.until(() => a.unreachable.includes(name))
    await eventually(() => a.transport.counts.links === 0)
    a.send(name, 'me again?')
    await a.until(() => a.reasons.at(-1) === 'own_address')
    expect([a.received, a.faults]).toEqual([[], []])
    expect(a.transport.counts.dropped).toEqual({ unreachable: 1, own_address: 1 })
  })

  it('[TRANS-11] come back by themselves when there is something to send, after the back-off', async () => {
    const a = await nodes.open()
    const address = await unusedAddress()
    a.send(address, 'lost')
    await a.until(() => a.reasons.includes('ECONNREFUSED'))
    const b = await nodes.open({ listen: address })
    a.send(address, 'waits', 'probe')
    await a.until(() => a.reasons.includes('waits_for_retry'))
    await b.got('waits')
    expect(b.texts).toEqual(['waits'])
  })

  it('[TRANS-11] are dialled ever more rarely, also to a peer that accepts and hangs up', async () => {
    const times: number[] = []
    const server = createServer((socket) => {
      times.push(performance.now())
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const a = await nodes.open()
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const pushing = setInterval(() => a.send(address, 'x'), 1)
    await eventually(() => times.length >= 4)
    clearInterval(pushing)
    server.close()
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    // A timer is never early by more than its millisecond; how late it is says nothing.
    for (const [index, least] of [100, 150, 300].entries()) expect(gaps[index]).toBeGreaterThan(least - 5)
  })

  it('[TRANS-8] do not keep a node from closing when a peer cannot be reached', async () => {
    const a = await nodes.open()
    const address = await unusedAddress()
    a.send(address, 'lost')
    await a.until(() => a.unreachable.length > 0)
    a.send(address, 'waits')
    // With a deadline beyond the test's own.
    await a.transport.close(600_000)
    expect(a.transport.counts).toMatchObject({ links: 0, queuedFrames: 0 })
  })

  it('[TRANS-18] are closed when nothing goes over them, and reopened when something does', async () => {
    const limits = { idleTimeoutMs: 50 }
    const [a, b] = [await nodes.open({ limits }), await nodes.open({ limits })]
    a.send(b, 'one')
    await b.got('one')
    await eventually(() => linksOf(a, b).join() === '0,0')
    b.send(a, 'two')
    await a.got('two')
    expect([...a.unreachable, ...b.unreachable]).toEqual([])
  })

  it('[TRANS-19] serve a node that cannot be dialled over the one it opened, and keep it', async () => {
    const limits = { idleTimeoutMs: 50 }
    const [b, c] = [await nodes.open({ limits }), await nodes.open({ limits })]
    const nat = await nodes.openBehindNat({ limits })
    nat.send(b, 'here I am')
    c.send(b, 'me too')
    await b.got('here I am', 'me too')
    await eventually(() => linksOf(b, c, nat).join() === '1,0,1')
    b.send(nat.address, 'served')
    await nat.got('served')
  })

  it('[TRANS-19] are reopened by the node that cannot be dialled', async () => {
    const b = await nodes.open()
    const nat = await nodes.openBehindNat()
    nat.send(b, 'one')
    await b.got('one')
    b.transport.drop(nat.address, 'test')
    // What is sent before the node has opened a link again is lost: nobody can dial it.
    await eventually(() => {
      b.send(nat.address, 'served again')
      return nat.texts.includes('served again')
    })
    await eventually(() => linksOf(b, nat).join() === '1,1')
  })

  it('[TRANS-19] are not dialled to a node that cannot be dialled', async () => {
    const b = await nodes.open()
    const nat = await nodes.openBehindNat()
    nat.send(b, 'one')
    await b.got('one')
    await nat.transport.close(500)
    await eventually(() => linksOf(b).join() === '0')
    for (const text of ['two', 'three']) b.send(nat.address, text)
    await b.until(() => b.unreachable.length > 0)
    expect(b.reasons).toEqual(['not_dialable'])
    expect(b.transport.counts).toMatchObject({ queuedFrames: 0, dropped: { unreachable: 2 } })
  })

  it('[TRANS-16] follow a peer that has restarted at its address', async () => {
    const a = await nodes.open()
    const first = await nodes.open()
    a.send(first, 'one')
    await first.got('one')
    const address = first.address
    await first.transport.close(500)
    const second = await nodes.open({ listen: address })
    second.send(a, 'I am new')
    await a.got('I am new')
    a.send(address, 'two')
    await second.got('two')
    expect(second.texts).toEqual(['two'])
  })

  it('[TRANS-5] tell of a peer that dies with its link, before anything more is sent', async () => {
    const a = await nodes.open()
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (hello) => socket.write(String(hello).includes('GMHI') ? '' : 'x'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('connection', (socket) => setImmediate(() => socket.resetAndDestroy()))
    a.send(address, 'x')
    await a.until(() => a.unreachable.includes(address))
    server.close()
  })

  it('[TRANS-13] are refused at both ends between clusters, and between versions that share none', async () => {
    const a = await nodes.open()
    const other = await nodes.open({ cluster: 'other' })
    const newer = await nodes.open({ versions: { oldest: 2, newest: 3 } })
    const friend = await nodes.open()
    other.send(a, 'let me in')
    newer.send(a, 'and me')
    await a.until(() => a.faults.length === 2)
    await Promise.all([other, newer].map((node) => node.until(() => node.unreachable.length > 0)))
    expect(a.faults.toSorted()).toEqual(['no_common_version', 'other_cluster'])
    expect([other.reasons, newer.reasons]).toEqual([['other_cluster'], ['no_common_version']])
    friend.send(a, 'hello')
    await a.got('hello')
    expect(a.texts).toEqual(['hello'])
    expect(a.transport.counts.refused).toEqual({ other_cluster: 1, no_common_version: 1 })
  })

  it('[NET-4] need an address that fits the network type, at both ends', async () => {
    const refused = tcpTransport({ listen: '127.0.0.1:0', networkType: 'PRIVATE' })
    const handler = { onFrame() {}, onUnreachable() {}, onFault() {} }
    await expect(refused.listen(handler)).rejects.toThrow(/127\.0\.0\.1 does not fit -clusterNetwork=PRIVATE/)
    const local = await nodes.open({ networkType: 'LOCAL' })
    const [dialled, far] = ['192.168.1.5:7000', await nodes.open({ advertise: '192.168.1.6:7000' })] as const
    local.send(dialled, 'x')
    far.send(local, 'x')
    await local.until(() => local.unreachable.includes(dialled) && local.faults.includes('wrong_network'))
    expect(local.reasons).toEqual(['wrong_network'])
    await refused.close(0)
  })

  it('[NET-5] are offered at one address and advertised at another', async () => {
    const a = await nodes.open({ advertise: 'game.example.org:7000' })
    const b = await nodes.open()
    expect(a.address).toBe('game.example.org:7000')
    a.send(b, 'who am I?')
    await b.got('who am I?')
    expect(b.received[0]?.from).toBe('game.example.org:7000')
    b.send('game.example.org:7000', 'you')
    await a.got('you')
  })

  it('[NET-5] cannot be offered where another program listens', async () => {
    const a = await nodes.open()
    const second = tcpTransport({ listen: a.address })
    const handler = { onFrame() {}, onUnreachable() {}, onFault() {} }
    await expect(second.listen(handler)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.close(0)
  })
})
