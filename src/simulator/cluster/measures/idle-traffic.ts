import { type ClusterKind, settledCluster } from './settled-cluster.ts'

/** What TCP and IPv4 add to a frame that travels alone. */
const TCP_IP_HEADER_BYTES = 40

export interface IdleFigures {
  /** Whole frames: our header, checksum and body. */
  readonly bytesPerSecondAndNode: number
  /** The same with a TCP/IP header for each frame. */
  readonly withTcpIp: number
  readonly framesPerSecondAndNode: number
}

/** What a mesh sends in which nothing happens. */
export function idleTraffic(kind: ClusterKind, seed: number, seconds: number): IdleFigures {
  const world = settledCluster(kind, seed)
  const [frames, bytes] = [world.frames(), world.bytes()]
  world.play(seconds * 1000)
  const per = (amount: number) => amount / seconds / kind.nodes
  const framesPerSecondAndNode = per(world.frames() - frames)
  const bytesPerSecondAndNode = per(world.bytes() - bytes)
  return {
    bytesPerSecondAndNode,
    framesPerSecondAndNode,
    withTcpIp: bytesPerSecondAndNode + framesPerSecondAndNode * TCP_IP_HEADER_BYTES,
  }
}
