/** Who dialled a link, and the how manieth time: the same for both ends of it. */
export interface LinkOrigin {
  readonly address: string
  readonly instance: string
  readonly sequence: number
}

/**
 * Two nodes that dial each other at once have two links. Both keep the same one without asking each other: the one that the
 * node with the lower address dialled; of two that the same node dialled, the later.
 */
export function keepsFresh(held: LinkOrigin, fresh: LinkOrigin): boolean {
  if (held.instance === fresh.instance) return fresh.sequence > held.sequence
  if (held.address !== fresh.address) return fresh.address < held.address
  return fresh.instance < held.instance
}
