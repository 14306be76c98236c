import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { nanosOfMs } from '../gossip/crdt/nanos.ts'
import type { SharedWrite } from '../gossip/shared/shared-values.ts'
import type { Board } from '../players/player-board.ts'
import type { GossiperEvents } from '../players/ports.ts'
import type { GossiperRequest } from './messages.ts'

export interface SurfaceParts {
  readonly id: string
  readonly board: Board
  readonly runtime: Runtime
  readonly log: Logger
  readonly events: GossiperEvents
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** What the mesh is to be told; does nothing where full states are exchanged. */
  readonly publish: (writes: readonly SharedWrite[]) => void
  /** Resolves when everything that has changed so far is kept; at once where nothing is kept. */
  readonly saved: () => Promise<void>
  /** Takes frames of a peer's engine and gives those for it; absent: full states are exchanged. */
  readonly frames?: (from: string, bytes: Uint8Array) => FramesAnswer
  readonly token?: string
  /** Names of this node besides addresses and `localhost`, if requests to others are to be refused. */
  readonly hostNames?: readonly string[]
  /** Gossip is taken only from who shows a certificate of the cluster. */
  readonly certifiedPeers?: boolean
}

interface FramesAnswer {
  /** What peers call this node. */
  readonly from: string
  readonly frames: Uint8Array
}

export interface RouteRequest extends GossiperRequest {
  readonly query: string
  /** Whether the request may see and change players; only the page is served without. */
  readonly authorized: boolean
}

export function wallNanos(runtime: Runtime): bigint {
  return nanosOfMs(runtime.wallNowMs())
}
