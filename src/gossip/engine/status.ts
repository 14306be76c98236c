import type { DigestHash } from '../wire/messages.ts'

/** How a node is doing. */
export interface EngineStatus {
  readonly entries: number
  readonly bytes: number
  readonly hash: DigestHash
  readonly localHealth: number
  readonly waitingWrites: number
  readonly updatesPerSecond: number
  readonly overloads: number
}
