import type { Address, Transport } from '../transport/transport.ts'

/** The transport, with an ear for why an address cannot be reached: the engine is told no reasons. */
export function overheard(
  transport: Transport,
  onUnreachable: (address: Address, reason: string) => void,
): Transport {
  return {
    get address() {
      return transport.address
    },
    get counts() {
      return transport.counts
    },
    listen: (handler) =>
      transport.listen({
        onFrame: (from, frame) => handler.onFrame(from, frame),
        onFault: (address, reason) => handler.onFault(address, reason),
        onUnreachable(address, reason) {
          handler.onUnreachable(address, reason)
          onUnreachable(address, reason)
        },
      }),
    send: (address, frame, priority) => transport.send(address, frame, priority),
    drop: (address, reason) => transport.drop(address, reason),
    close: (deadlineMs) => transport.close(deadlineMs),
  }
}
