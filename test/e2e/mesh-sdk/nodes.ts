import { afterEach } from '@jest/globals'
import { type GossipNode, type NodeOptions, createNode } from '../../../src/gossip/sdk/index.ts'

/** Real nodes on loopback ports, closed after each test. */
export function nodes(): {
  start: (name: string, options?: Partial<NodeOptions>) => Promise<GossipNode>
  mesh: (...names: string[]) => Promise<GossipNode[]>
} {
  const open: GossipNode[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((node) => node.close()))
  })
  const start = async (name: string, options: Partial<NodeOptions> = {}) => {
    const node = await createNode({ name, ...options })
    open.push(node)
    return node
  }
  const mesh = async (...names: string[]) => {
    const all = await Promise.all(names.map((name) => start(name)))
    const [first, ...others] = all
    for (const node of others) await node.join([first?.address ?? ''])
    await Promise.all(all.map((node) => until(node, () => live(node) === all.length)))
    // They know the same: nothing of the joins is under way any more.
    if (all.length > 1) await Promise.all(all.map(agreed))
    return all
  }
  return { start, mesh }
}

export function live(node: GossipNode): number {
  return node.members().filter(({ status }) => status === 'alive').length
}

/** Looks after each event, until it holds. */
export function until(node: GossipNode, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return
      off()
      resolve()
    }
    const off = node.onEvent(look)
    look()
  })
}

function agreed(node: GossipNode): Promise<void> {
  return new Promise((resolve) => {
    const off = node.on('round', ({ mismatch }) => {
      if (mismatch) return
      off()
      resolve()
    })
  })
}

/** An item that must exist. */
export function nth<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error(`there is no item ${index}`)
  return item
}

export function nextEvent(node: GossipNode, kind: Parameters<GossipNode['on']>[0]): Promise<unknown> {
  return new Promise((resolve) => {
    const off = node.on(kind, (event) => {
      off()
      resolve(event)
    })
  })
}
