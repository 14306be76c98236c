import type { NodeEvent } from '../gossip/sdk/node-event.ts'

export interface NodeOutput {
  /** Standard output: these lines and no others, so that programs can read them. */
  readonly line: (text: string) => void
  /** For people. */
  readonly note: (text: string) => void
}

/**
 * Tells who comes and goes. As with memberlist's event delegate, "left" stands for everyone who is gone, whether it has said
 * so or is dead; a note says which.
 */
export function tellMembers({ line, note }: NodeOutput): (event: NodeEvent) => void {
  const present = new Set<string>()
  const come = (name: string) => {
    if (present.has(name)) return
    present.add(name)
    line(`Node joined: ${name}`)
  }
  const go = (name: string) => {
    if (present.delete(name)) line(`Node left: ${name}`)
  }
  return (event) => {
    if (!('member' in event) || event.member.isSelf) return
    const { name, address } = event.member
    switch (event.kind) {
      case 'join':
        return come(name)
      case 'restart':
        go(name)
        return come(name)
      case 'alive':
        note(present.has(name) ? `${name} (${address}) is alive after all` : `${name} (${address}) is back`)
        return come(name)
      case 'update':
        if (present.has(name)) line(`Node updated: ${name}`)
        return
      case 'suspect':
        return note(`${name} (${address}) does not answer and is suspicious`)
      case 'leave':
        go(name)
        return note(`${name} (${address}) has left`)
      case 'dead':
        go(name)
        return note(`${name} (${address}) is dead: it has not answered in time`)
      case 'flapping':
        return note(`${name} (${address}) is suspicious again and again; it gets more time to answer`)
      case 'forget':
        return go(name)
    }
  }
}
