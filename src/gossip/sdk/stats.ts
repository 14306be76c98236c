import type { EngineStatus } from '../engine/status.ts'
import type { TransportCounts } from '../transport/transport.ts'
import type { MemberStatus } from '../wire/messages.ts'

/** Figures of one node, for people and for metrics. Counts only grow. */
export interface NodeStats {
  readonly name: string
  readonly address: string
  readonly generation: number
  readonly members: Readonly<Record<MemberStatus, number>>
  /** Keys of the mesh that have a value. */
  readonly keys: number
  /** Writes of this node that the engine has had no room for yet. */
  readonly unwritten: number
  /** Values whose writers' clocks are ahead of this one by too much. */
  readonly early: number
  readonly openQueries: number
  /** What listeners asked for in one turn beyond the bound. */
  readonly refusedInputs: number
  readonly engine: EngineStatus
  readonly transport: TransportCounts
}

export function countByStatus(
  rows: Iterable<{ readonly status: MemberStatus }>,
): Record<MemberStatus, number> {
  const counts: Record<MemberStatus, number> = { alive: 0, suspect: 0, dead: 0, left: 0 }
  for (const { status } of rows) counts[status] += 1
  return counts
}
