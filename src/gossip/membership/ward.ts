import { ringIndex } from '../broadcast/spread.ts'
import type { MemberTable } from './member-table.ts'

/**
 * The member that this one watches: the next alive one on the ring. Everybody has a place there, so everybody alive is
 * somebody's ward, and its death is noticed within a bounded time. Random probes alone leave a tail: among many nodes
 * each member is probed once per interval by the mean, but now and then not at all for several.
 */
export function wardOf(table: MemberTable): string | undefined {
  const { ring, self } = table
  const at = ringIndex(ring, self.place)
  for (let step = 1; step < ring.length; step++) {
    const name = ring[(at + step) % ring.length]?.name
    if (name !== undefined && name !== self.row.name && table.get(name)?.row.status === 'alive') return name
  }
  return undefined
}
