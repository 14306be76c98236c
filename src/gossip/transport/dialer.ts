import { lookup } from 'node:dns'
import type { LookupFunction, Socket } from 'node:net'
import type { DialTarget, SocketLayer } from './socket-layer.ts'

export interface DialEvents {
  readonly onReady: (socket: Socket) => void
  readonly onFailed: (reason: string) => void
}

/** One attempt, TLS included, with a deadline. Exactly one event follows, unless what it gives is called before. */
export function dial(
  layer: SocketLayer,
  target: DialTarget,
  timeoutMs: number,
  { onReady, onFailed }: DialEvents,
): () => void {
  let over = false
  const settle = (): boolean => {
    clearTimeout(timer)
    const first = !over
    over = true
    return first
  }
  const socket = layer.dial(
    target,
    (ready) => {
      if (settle()) onReady(ready)
      else discard(ready)
    },
    (reason) => {
      if (settle()) onFailed(reason)
    },
  )
  const timer = setTimeout(() => {
    if (!settle()) return
    discard(socket)
    onFailed('connect_timeout')
  }, timeoutMs)
  return () => {
    if (settle()) discard(socket)
  }
}

function discard(socket: Socket): void {
  socket.on('error', () => {})
  socket.destroy()
}

/** Resolves names as the host does, and keeps only addresses that `fault` has nothing against. */
export function checkedLookup(fault: (ip: string) => string | undefined): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const fitting = found.filter(({ address }) => fault(address) === undefined)
      const [first] = fitting
      if (!first)
        return callback(
          Object.assign(new Error(`${host}: no fitting address`), { code: 'wrong_network' }),
          [],
        )
      if (options.all) callback(null, fitting)
      else callback(null, first.address, first.family)
    })
  }
}
