import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { type Hello, encodeHello } from '../../../src/gossip/transport/hello.ts'
import { CLUSTER } from './tcp-world.ts'

export const STRANGER: Hello = {
  oldestVersion: 1,
  newestVersion: 1,
  cluster: CLUSTER,
  address: '127.0.0.1:1',
  dialable: true,
  instance: 'stranger',
  sequence: 0,
}

/** A connection that follows no rule but the test's. */
export class RawClient {
  readonly socket: Socket
  readonly closed: Promise<unknown>

  constructor(address: string, localAddress = '127.0.0.1') {
    const [host = '', port] = address.split(':')
    this.socket = connect({ host, port: Number(port), localAddress })
    this.socket.on('error', () => {})
    this.socket.resume()
    this.closed = new Promise((resolve) => this.socket.once('close', resolve))
  }

  async connected(): Promise<this> {
    if (this.socket.connecting) await once(this.socket, 'connect')
    return this
  }

  write(bytes: Uint8Array | string): boolean {
    return this.socket.write(bytes)
  }

  greet(fields: Partial<Hello> = {}): void {
    this.write(encodeHello({ ...STRANGER, ...fields }))
  }
}
