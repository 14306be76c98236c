import type { Lattice } from '../crdt/lattice.ts'

/** Ids begin at 1: 0 is plain bytes, which belong to one owner. */
export const MAX_TYPE_ID = 63
/** Ids below are Gamemesh's own; applications take this one and those above. */
export const FIRST_APPLICATION_TYPE_ID = 16

/** How values of one kind travel and merge. Every node of a mesh has to give an id the same meaning. */
export interface ValueType<T> extends Lattice<T> {
  readonly id: number
  readonly name: string
  /**
   * A lasting value (the default) belongs to the mesh: whoever writes it builds on what everyone wrote, and it outlives
   * its writers. An ephemeral one is what a node says of itself: it builds on the node's own value only, and dies with
   * the node; readers get the merge of those who live.
   */
  readonly ephemeral?: boolean
}
