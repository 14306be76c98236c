import type { Socket } from 'node:net'

/**
 * What else is spoken on the mesh's port. A connection tells by its first bytes which it is: the mesh's begin with "GM",
 * requests of HTTP with the name of a method, TLS with a byte that is no letter.
 */
export interface OtherProtocol {
  /** A connection of its own, with the bytes that have come given back to it. Inside TLS it has passed the handshake. */
  readonly take: (socket: Socket) => void
  /** Whether it is taken outside of TLS too, on a port that else speaks nothing but TLS. */
  readonly plainFrom: (remoteIp: string, localIp: string) => boolean
}

export type FirstBytes = 'http' | 'other' | 'unknown'

const METHODS = ['GET ', 'HEAD ', 'PUT ', 'POST ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'TRACE ', 'CONNECT ']
const LONGEST_METHOD = Math.max(...METHODS.map((method) => method.length))

/** `unknown`: too few to tell. */
export function judgeFirstBytes(bytes: Uint8Array): FirstBytes {
  const text = String.fromCharCode(...bytes.subarray(0, LONGEST_METHOD))
  if (METHODS.some((method) => text.startsWith(method))) return 'http'
  return METHODS.some((method) => method.startsWith(text)) ? 'unknown' : 'other'
}

export interface Sniffing {
  readonly timeoutMs: number
  readonly onHttp: () => void
  readonly onOther: () => void
}

/** Reads a connection until it shows what it speaks, and gives it back as if nothing had been read. A silent one is closed. */
export function sniff(socket: Socket, { timeoutMs, onHttp, onOther }: Sniffing): void {
  let held: Buffer = Buffer.alloc(0)
  const timer = setTimeout(() => socket.destroy(), timeoutMs)
  const stop = () => {
    clearTimeout(timer)
    socket.off('data', read).off('close', stop).off('end', ended)
  }
  const ended = () => {
    stop()
    socket.destroy()
  }
  const read = (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    const verdict = judgeFirstBytes(held)
    if (verdict === 'unknown') return
    stop()
    socket.pause()
    socket.unshift(held)
    if (verdict === 'http') onHttp()
    else onOther()
    // Whoever has it now listens; what was given back comes first.
    process.nextTick(() => socket.resume())
  }
  // A handshake that breaks off, and whatever else: `close` follows.
  socket.on('error', () => {})
  socket.on('data', read).on('close', stop).on('end', ended)
}
