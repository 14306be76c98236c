/** Bounds of a TCP transport. Each keeps one kind of peer, hostile or broken, from taking what the others need. */
export interface TcpLimits {
  /** Frames and bytes that wait for one peer. */
  readonly maxQueuedFrames: number
  readonly maxQueuedBytes: number
  /** Peers that something is known of: a link, a queue, or a failure that is waited for. */
  readonly maxPeers: number
  /** Accepted connections: all together, of one remote IP address, and of one that has not said hello on them. */
  readonly maxIncoming: number
  readonly maxIncomingPerIp: number
  readonly maxUnknownPerIp: number
  /** From dialling to the connection, and from the connection (TLS included) to the peer's hello. */
  readonly connectTimeoutMs: number
  readonly helloTimeoutMs: number
  /** A link that carries nothing for so long is closed, unless one end cannot be dialled. */
  readonly idleTimeoutMs: number
  /** A peer that takes nothing for so long is given up. */
  readonly writeStallMs: number
  /** What one link may bring on average, and at once; above it the link is not read for a while. */
  readonly bytesInPerSecond: number
  readonly bytesInBurst: number
  readonly framesInPerSecond: number
  readonly framesInBurst: number
  /** How long a node that cannot be dialled goes on reopening a lost link. */
  readonly reopenForMs: number
}

export const DEFAULT_TCP_LIMITS: TcpLimits = {
  maxQueuedFrames: 1_024,
  maxQueuedBytes: 4 * 1024 * 1024,
  maxPeers: 4_096,
  maxIncoming: 1_024,
  maxIncomingPerIp: 256,
  maxUnknownPerIp: 64,
  connectTimeoutMs: 3_000,
  helloTimeoutMs: 3_000,
  idleTimeoutMs: 300_000,
  writeStallMs: 10_000,
  bytesInPerSecond: 16 * 1024 * 1024,
  bytesInBurst: 4 * 1024 * 1024,
  framesInPerSecond: 10_000,
  framesInBurst: 4_000,
  reopenForMs: 600_000,
}

/** How long the operating system waits before it probes a silent connection; it also keeps NAT tables from forgetting it. */
export const TCP_KEEP_ALIVE_MS = 15_000

/** How long the other end may take to finish after this one has said that it is done. */
export const LINGER_MS = 2_000
