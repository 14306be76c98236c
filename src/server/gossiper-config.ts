import type { LogLevel } from '../base/logger-port.ts'

export interface GossiperConfig {
  /** Names the node: 1 to 64 visible ASCII characters. */
  readonly id: string
  /** Empty: all interfaces. */
  readonly host: string
  readonly port: number
  /** Other gossipers, as host:port. */
  readonly peers: readonly string[]
  readonly intervalMs: number
  readonly fanout: number
  /** The mesh engine runs between the gossipers instead of exchanges of full states. */
  readonly delta: boolean
  /** What a node with `delta` tells others to call it; absent: where it listens. */
  readonly advertise?: string
  readonly conflicts: 'lww' | 'siblings'
  readonly maxDriftMs: number
  readonly dataDir?: string
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly caFile?: string }
  readonly token?: string
  /** Further names by which a node is called that only this machine can reach. */
  readonly hostNames: readonly string[]
  readonly logLevel: LogLevel
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/** Whether only this machine can reach it. */
export function isLoopback({ host }: GossiperConfig): boolean {
  return LOOPBACK.has(host)
}
