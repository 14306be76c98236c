import { connect } from 'node:net'
import { codeOf } from './error-code.ts'
import type { SocketLayer } from './socket-layer.ts'

/** TCP as it is: who can reach the port is trusted. */
export const plainLayer: SocketLayer = {
  serve: ({ onReady }) => ({ take: onReady }),

  dial(target, onReady, onFailed) {
    const socket = connect({ ...target, noDelay: true })
    const failed = (error: Error) => onFailed(codeOf(error))
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      onReady(socket)
    })
    return socket
  },
}
