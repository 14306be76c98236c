import { HybridClock } from '../../../gossip/crdt/hlc.ts'
import { LwwRegister } from '../../../gossip/crdt/lww-register.ts'
import { MAX_NANOS, nanosOfMs, parseNanos } from '../../../gossip/crdt/nanos.ts'
import type { Stamp } from '../../../gossip/crdt/stamp.ts'
import { jsonCodec } from './json-codec.ts'
import type { Operation } from './transaction.ts'

/** One key's write as it travels: key, moment, node, value. */
export type Write = readonly [key: unknown, nanos: string, node: string, value: unknown]

/**
 * Registers of which the last write counts, by hybrid clocks. A transaction runs in one go and all its writes have one stamp,
 * later than that of anything this node knows. So whatever order two transactions have in one key they have in all, and
 * whoever has read of another comes after it: no cycle of writes and reads (G0, G1c), on any node, whatever the order of
 * arrival. Only what a transaction leaves behind is ever told, and it never fails: nothing half-done or undone is seen (G1a, G1b).
 */
export class Registers {
  readonly #node: string
  /** Follows however far a clock is ahead: a refused moment would let this node write into the past. */
  readonly #clock = new HybridClock(MAX_NANOS)
  readonly #registers = new Map<unknown, LwwRegister<unknown>>()
  readonly #changed = new Set<unknown>()

  constructor(node: string) {
    this.#node = node
  }

  run(
    operations: readonly Operation[],
    nowMs: number,
  ): Array<[kind: 'r' | 'w', key: unknown, value: unknown]> {
    const stamp = { nanos: this.#clock.now(nanosOfMs(nowMs)), node: this.#node }
    const written = new Map<unknown, unknown>()
    const results = operations.map(([kind, key, value]): ['r' | 'w', unknown, unknown] => {
      if (kind === 'r') return [kind, key, written.has(key) ? written.get(key) : this.#valueOf(key)]
      written.set(key, value)
      return [kind, key, value]
    })
    for (const [key, value] of written) {
      this.#write(key, stamp, value)
      this.#changed.add(key)
    }
    return results
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0
  }

  /** What was written here since the last call: the last value of each key. */
  takeChanged(): Write[] {
    const writes = [...this.#changed].flatMap((key): Write[] => {
      const register = this.#registers.get(key)
      return register ? [[key, String(register.stamp.nanos), register.stamp.node, register.value]] : []
    })
    this.#changed.clear()
    return writes
  }

  /** All or nothing of what came together. */
  merge(value: unknown, nowMs: number): void {
    const writes = readWrites(value)
    for (const { key, stamp, value: written } of writes ?? []) {
      this.#clock.observe(stamp.nanos, nanosOfMs(nowMs))
      this.#write(key, stamp, written)
    }
  }

  #valueOf(key: unknown): unknown {
    return this.#registers.get(key)?.value ?? null
  }

  #write(key: unknown, stamp: Stamp, value: unknown): void {
    const known = this.#registers.get(key)
    this.#registers.set(key, known ? known.write(stamp, value) : new LwwRegister(jsonCodec, stamp, value))
  }
}

function readWrites(value: unknown): Array<{ key: unknown; stamp: Stamp; value: unknown }> | undefined {
  if (!Array.isArray(value)) return undefined
  const writes = value.flatMap((item) => {
    if (!Array.isArray(item)) return []
    const [key, digits, node, written]: unknown[] = item
    const nanos = typeof digits === 'string' ? parseNanos(digits) : undefined
    return nanos !== undefined && typeof node === 'string' && written !== undefined
      ? [{ key, stamp: { nanos, node }, value: written }]
      : []
  })
  return writes.length === value.length ? writes : undefined
}
