import { afterEach, describe, expect, it } from '@jest/globals'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { whyUnusable } from '../../../src/cli/port-check.ts'

const open: Server[] = []

async function busyPort(host: string): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return (server.address() as AddressInfo).port
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

describe('ports before the start', () => {
  it('[CLI-5] a busy port is named in one line', async () => {
    const port = await busyPort('127.0.0.1')
    expect(await whyUnusable('127.0.0.1', [port])).toEqual({
      at: 'port',
      reason: `port ${port} is busy: stop the program that uses it`,
    })
  })

  it('[CLI-5] a port that is busy on every address is busy', async () => {
    const port = await busyPort('0.0.0.0')
    expect(await whyUnusable('127.0.0.1', [port])).toMatchObject({
      reason: expect.stringContaining(`port ${port} is busy`),
    })
  })

  it('[CLI-5] several busy ports are named together', async () => {
    const ports = [await busyPort('127.0.0.1'), await busyPort('127.0.0.1')]
    expect(await whyUnusable('127.0.0.1', ports)).toEqual({
      at: 'port',
      reason: `ports ${ports.join(', ')} are busy: stop the programs that use them`,
    })
  })

  it('[CLI-5] free ports raise no objection, and stay free', async () => {
    const port = await busyPort('127.0.0.1')
    await new Promise((resolve) => open.pop()?.close(resolve))
    expect(await whyUnusable('127.0.0.1', [port])).toBeUndefined()
    expect(await whyUnusable('127.0.0.1', [port])).toBeUndefined()
  })

  it('[CLI-5] an address that this machine does not have is the fault of HOST, not of the port', async () => {
    expect(await whyUnusable('192.0.2.1', [1])).toEqual({
      at: 'host',
      reason: 'HOST=192.0.2.1 is no address of this machine (EADDRNOTAVAIL)',
    })
  })
})
