// One process of `bench/gossip/tcp.ts`: a node that says when it hears of what, on the clock that all processes share.
import { createNode, type MemberInfo } from '../../src/gossip/sdk/index.ts'

export type Order =
  | { readonly kind: 'join'; readonly addresses: readonly string[] }
  | { readonly kind: 'set'; readonly key: string }

export type Report =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'live'; readonly count: number }
  | { readonly kind: 'set' | 'key' | 'dead'; readonly what: string; readonly atMs: number }

function isLive({ status }: MemberInfo): boolean {
  return status === 'alive' || status === 'suspect'
}

/** CLOCK_MONOTONIC: one clock for all processes of a machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

function report(message: Report): void {
  process.send?.(message)
}

const node = await createNode({ name: process.argv[2] ?? 'node' })
node.onEvent((event) => {
  if (event.kind === 'change') report({ kind: 'key', what: event.key, atMs: nowMs() })
  if (event.kind === 'dead') report({ kind: 'dead', what: event.member.name, atMs: nowMs() })
  if ('member' in event) report({ kind: 'live', count: node.members().filter(isLive).length })
})
process.on('message', (order: Order) => {
  if (order.kind === 'join') void node.join(order.addresses)
  else {
    report({ kind: 'set', what: order.key, atMs: nowMs() })
    node.set(order.key, 'x'.repeat(32))
  }
})
process.once('disconnect', () => process.exit())
report({ kind: 'address', address: node.address })
