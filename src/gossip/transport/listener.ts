import { once } from 'node:events'
import { type Server, type Socket, createServer } from 'node:net'
import type { HostPort } from './addresses.ts'
import { Admission, type Admitted } from './admission.ts'
import type { TcpLimits } from './limits.ts'
import { type OtherProtocol, sniff } from './other-protocol.ts'
import type { SocketLayer } from './socket-layer.ts'

export interface ListenerEvents {
  readonly onReady: (socket: Socket, admitted: Admitted) => void
  readonly onRefused: (reason: string, remoteIp: string) => void
  /** Without it, whatever connects is taken for a node. */
  readonly other?: OtherProtocol | undefined
}

/** Accepts connections within the bounds, and takes them through the layer's handshake. */
export class Listener {
  readonly #server: Server
  readonly #admission: Admission
  readonly #onRefused: ListenerEvents['onRefused']
  /** By remote address and port: the layer gives back another socket than the one that was accepted. */
  readonly #admitted = new Map<string, Admitted>()

  constructor(layer: SocketLayer, limits: TcpLimits, { onReady, onRefused, other }: ListenerEvents) {
    const timeoutMs = limits.helloTimeoutMs
    this.#admission = new Admission(limits)
    this.#onRefused = onRefused
    const server = layer.serve({
      handshakeTimeoutMs: limits.helloTimeoutMs,
      onRefused,
      onReady: (socket) => {
        const admitted = this.#admitted.get(keyOf(socket))
        if (!admitted) return void socket.destroy()
        if (!other) return onReady(socket, admitted)
        sniff(socket, {
          timeoutMs,
          onHttp: () => this.#handOver(socket, admitted, other),
          onOther: () => onReady(socket, admitted),
        })
      },
    })
    this.#server = createServer({ noDelay: true }, (raw) => {
      const admitted = this.#admit(raw)
      if (!admitted) return
      if (!other?.plainFrom(raw.remoteAddress ?? '', raw.localAddress ?? '')) return server.take(raw)
      sniff(raw, {
        timeoutMs,
        onHttp: () => this.#handOver(raw, admitted, other),
        onOther: () => server.take(raw),
      })
    })
  }

  /** Gives the port; it is another than asked for only if 0 was. */
  async listen({ host, port }: HostPort): Promise<number> {
    this.#server.listen({ host, port })
    await once(this.#server, 'listening')
    // Out of descriptors, for one: those that are connected go on.
    this.#server.on('error', () => this.#onRefused('accept_failed', ''))
    const bound = this.#server.address()
    return typeof bound === 'object' && bound ? bound.port : port
  }

  close(): void {
    this.#server.close()
  }

  /** It has its own bounds, and says no hello. */
  #handOver(socket: Socket, admitted: Admitted, other: OtherProtocol): void {
    admitted.known()
    other.take(socket)
  }

  #admit(raw: Socket): Admitted | undefined {
    raw.on('error', () => {})
    const admitted = this.#admission.admit(raw.remoteAddress ?? '')
    if (typeof admitted === 'string') {
      this.#onRefused(admitted, raw.remoteAddress ?? '')
      raw.destroy()
      return undefined
    }
    const key = keyOf(raw)
    this.#admitted.set(key, admitted)
    raw.once('close', () => {
      admitted.closed()
      this.#admitted.delete(key)
    })
    return admitted
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
