import type { Body } from '../../protocol/envelope.ts'

export type Operation =
  | readonly ['r', key: unknown, value: null]
  | readonly ['w', key: unknown, value: unknown]

/** Undefined: these are not reads and writes. */
export function readTransaction({ txn }: Body): Operation[] | undefined {
  if (!Array.isArray(txn)) return undefined
  const operations = txn.filter(isOperation)
  return operations.length === txn.length ? operations : undefined
}

function isOperation(value: unknown): value is Operation {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [kind, key, written]: unknown[] = value
  if (key === undefined || (typeof key === 'object' && key !== null)) return false
  return kind === 'w' || (kind === 'r' && written === null)
}
