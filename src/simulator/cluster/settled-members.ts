import type { Violation } from '../world/violation.ts'
import type { SimNode } from './sim-node.ts'

/** Quick to ask again and again: all know the same, and it is right. The hash covers every live member and its keys. */
export function isSettled(live: readonly SimNode[]): boolean {
  const [first] = live
  if (!first) return true
  const { low, high } = first.engine.status().hash
  const isAlike = live.every(({ engine }) => {
    const hash = engine.status().hash
    return hash.low === low && hash.high === high && engine.liveCount() === live.length
  })
  return isAlike && memberFaults(first, live).length === 0
}

/** Where live nodes do not see just those who live, or know different things. */
export function unsettledMembers(live: readonly SimNode[]): Violation[] {
  const hashes = new Set(live.map(({ engine }) => `${engine.status().hash.low} ${engine.status().hash.high}`))
  const faults = hashes.size > 1 ? [{ rule: 'all hashes are equal', detail: `${hashes.size}` }] : []
  return [...faults, ...live.flatMap((node) => memberFaults(node, live))]
}

function memberFaults({ name, engine }: SimNode, live: readonly SimNode[]): Violation[] {
  const rule = 'everyone sees who is alive'
  const seen = engine
    .members()
    .filter(({ status }) => status === 'alive' || status === 'suspect')
    .map((row) => `${row.name}/${row.generation}/${row.status}`)
    .sort()
    .join(' ')
  const wanted = live
    .map((node) => `${node.name}/${node.generation}/alive`)
    .sort()
    .join(' ')
  return seen === wanted ? [] : [{ rule, detail: `${name} sees ${seen}, alive are ${wanted}` }]
}
