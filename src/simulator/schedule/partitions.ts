import { atSign, type Span, spanOf } from './moments.ts'
import { checkDisjoint, contains, type NodeRange, type NodeSet, nodeSet } from './node-set.ts'
import { scheduleError } from './schedule-error.ts'

/** Nodes of different groups cannot talk while the span lasts. */
export interface Partition extends Span {
  readonly groups: readonly NodeSet[]
}

/** Messages get from the one set to the other no more; `bothWays`: nor back. */
export interface Cut extends Span {
  readonly from: NodeSet
  readonly to: NodeSet
  readonly bothWays: boolean
}

const PARTITION_FORM = 'node-0,node-1|node-2..node-9@1s-3s, with * for all other nodes'
const CUT_FORM = 'node-0>node-1@1s-3s, or node-0<>node-1@1s-3s for both ways'
const MAX_GROUPS = 64

/** One partition for each text. Nodes that no group names form one more. */
export function readPartitions(flag: string, texts: readonly string[], nodes: number): Partition[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, PARTITION_FORM)
    const lists = who.split('|').map((list) => list.trim())
    if (lists.length < 2 || lists.length > MAX_GROUPS)
      throw scheduleError(flag, text, `it has 2 to ${MAX_GROUPS} groups`, PARTITION_FORM)
    if (lists.filter((list) => list === '*').length > 1)
      throw scheduleError(flag, text, 'only one group can be all others', PARTITION_FORM)
    const named = lists
      .filter((list) => list !== '*')
      .flatMap((list) => nodeSet(flag, text, list, nodes, PARTITION_FORM))
    checkDisjoint(flag, text, named, PARTITION_FORM)
    const groups = lists.map((list) =>
      list === '*' ? othersOf(named, nodes) : nodeSet(flag, text, list, nodes, PARTITION_FORM),
    )
    if (groups.some(({ length }) => length === 0))
      throw scheduleError(flag, text, 'no other node is left for *', PARTITION_FORM)
    const unnamed = lists.includes('*') ? [] : othersOf(named, nodes)
    if (unnamed.length > 0) groups.push(unnamed)
    return { groups, ...spanOf(flag, text, when, PARTITION_FORM) }
  })
}

/** One cut for each text. */
export function readCuts(flag: string, texts: readonly string[], nodes: number): Cut[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, CUT_FORM)
    const [, from, arrow, to] = /^([^<>]+)(<?>)([^<>]+)$/.exec(who) ?? []
    if (from === undefined || to === undefined)
      throw scheduleError(flag, text, 'it has no direction', CUT_FORM)
    return {
      from: nodeSet(flag, text, from, nodes, CUT_FORM),
      to: nodeSet(flag, text, to, nodes, CUT_FORM),
      bothWays: arrow === '<>',
      ...spanOf(flag, text, when, CUT_FORM),
    }
  })
}

/** With no partition at all everyone can talk to everyone. */
export function canTalk(partitions: readonly Partition[], from: number, to: number, atMs: number): boolean {
  return partitions.every(({ groups, fromMs, toMs }) => {
    if (atMs < fromMs || atMs >= toMs) return true
    const [one, other] = [from, to].map((node) => groups.findIndex((group) => contains(group, node)))
    return one === other || one === -1 || other === -1
  })
}

function othersOf(named: NodeSet, nodes: number): NodeSet {
  const others: NodeRange[] = []
  let next = 0
  for (const { from, to } of named.toSorted((a, b) => a.from - b.from)) {
    if (from > next) others.push({ from: next, to: from - 1 })
    next = to + 1
  }
  if (next < nodes) others.push({ from: next, to: nodes - 1 })
  return others
}
