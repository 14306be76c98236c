import { OptionError, checkInteger, checkNumber } from './option-error.ts'
import {
  type EpidemicOptions,
  MAX_CHURN_PER_SECOND,
  MAX_DURATION_MS,
  MAX_SCHEDULE,
  type Partition,
} from './options.ts'

/** Everything with moments and node numbers in it. */
export function checkSchedules(settings: Required<EpidemicOptions>): void {
  const { nodes, origins, kills, partitions, churn } = settings
  if (origins.length === 0) throw new OptionError('origins', '[]', 'at least one node')
  for (const origin of origins) checkNode('origins', origin, nodes)
  checkInteger('number of kills', kills.length, 0, MAX_SCHEDULE)
  for (const { node, atMs } of kills) {
    checkNode('kills', node, nodes)
    checkNumber('moment of a kill', atMs, 0, MAX_DURATION_MS)
  }
  checkInteger('number of partitions', partitions.length, 0, MAX_SCHEDULE)
  for (const partition of partitions) checkPartition(partition, nodes)
  checkNumber('churn leavesPerSecond', churn.leavesPerSecond, 0, MAX_CHURN_PER_SECOND)
  checkNumber('churn joinsPerSecond', churn.joinsPerSecond, 0, MAX_CHURN_PER_SECOND)
}

function checkPartition({ fromMs, untilMs, groups }: Partition, nodes: number): void {
  checkNumber('beginning of a partition', fromMs, 0, MAX_DURATION_MS)
  if (!(untilMs > fromMs))
    throw new OptionError('end of a partition', String(untilMs), `more than its beginning, ${fromMs}`)
  const named = new Set<number>()
  for (const group of groups) {
    for (let at = 0; at < group.length; at++) {
      const node = group[at] ?? NaN
      checkNode('partitions', node, nodes)
      if (named.has(node))
        throw new OptionError('partitions', `node ${node} in two groups`, 'each node in one group at most')
      named.add(node)
    }
  }
}

function checkNode(option: string, node: number, nodes: number): void {
  if (Number.isInteger(node) && node >= 0 && node < nodes) return
  throw new OptionError(option, `node ${node}`, `nodes 0 to ${nodes - 1}`)
}
