import { scheduleError } from './schedule-error.ts'

/** Nodes `from` to `to`, both included. */
export interface NodeRange {
  readonly from: number
  readonly to: number
}

/** Nodes by number: `node-7` is 7. Ranges, because a schedule may name half of a million. */
export type NodeSet = readonly NodeRange[]

/** The name of a node in every level of the simulator. */
export function nodeName(index: number): string {
  return `node-${index}`
}

/** A comma-separated list of names and ranges; each node exists and is named once. */
export function nodeSet(flag: string, text: string, list: string, nodes: number, form: string): NodeSet {
  const ranges = list.split(',').map((item) => rangeOf(flag, text, item.trim(), nodes, form))
  checkDisjoint(flag, text, ranges, form)
  return ranges
}

export function* nodesIn(set: NodeSet): Generator<number> {
  for (const { from, to } of set) for (let index = from; index <= to; index++) yield index
}

export function contains(set: NodeSet, index: number): boolean {
  return set.some(({ from, to }) => index >= from && index <= to)
}

/** No node is named twice. */
export function checkDisjoint(flag: string, text: string, ranges: NodeSet, form: string): void {
  const sorted = ranges.toSorted((a, b) => a.from - b.from)
  for (const [index, { from }] of sorted.entries()) {
    const before = sorted[index - 1]
    if (before && from <= before.to) throw scheduleError(flag, text, `${nodeName(from)} is named twice`, form)
  }
}

function rangeOf(flag: string, text: string, item: string, nodes: number, form: string): NodeRange {
  const [, first, last = first] = /^node-(\d{1,9})(?:\.\.node-(\d{1,9}))?$/.exec(item) ?? []
  if (first === undefined || last === undefined) throw scheduleError(flag, text, `"${item}" is no node`, form)
  const range = { from: Number(first), to: Number(last) }
  if (range.to < range.from) throw scheduleError(flag, text, `"${item}" ends before it begins`, form)
  if (range.to >= nodes)
    throw scheduleError(
      flag,
      text,
      `${nodeName(range.to)} does not exist`,
      `node-0 to ${nodeName(nodes - 1)}`,
    )
  return range
}
