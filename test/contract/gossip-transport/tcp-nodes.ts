import type { TcpOptions } from '../../../src/gossip/transport/tcp.ts'
import { tcpTransport } from './tcp-world.ts'
import { TestNode } from './test-node.ts'

/** The TCP nodes of one test. */
export class TcpNodes {
  readonly #nodes: TestNode[] = []

  async open(options: Partial<TcpOptions> = {}): Promise<TestNode> {
    const node = new TestNode(tcpTransport(options))
    this.#nodes.push(node)
    return node.listen()
  }

  /** It dials, but cannot be dialled. */
  openBehindNat(options: Partial<TcpOptions> = {}): Promise<TestNode> {
    const transport = tcpTransport({ advertise: '192.0.2.1:7000', dialable: false, ...options })
    const node = new TestNode(transport)
    this.#nodes.push(node)
    return node.listen()
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.splice(0).map(({ transport }) => transport.close(500)))
  }
}
