import { GCounter } from '../crdt/g-counter.ts'
import { LwwMap } from '../crdt/lww-map.ts'
import { LwwRegister } from '../crdt/lww-register.ts'
import { MvRegister } from '../crdt/mv-register.ts'
import { OrSet } from '../crdt/or-set.ts'
import { PnCounter } from '../crdt/pn-counter.ts'

/** A value as people mean it: what a register holds, what a counter counts to; an application's own value is itself. */
export function readableValue(value: unknown): unknown {
  if (value instanceof LwwRegister || value instanceof GCounter || value instanceof PnCounter)
    return value.value
  if (value instanceof OrSet || value instanceof MvRegister) return value.values
  if (value instanceof LwwMap) {
    return Object.fromEntries(
      value.entries.map(([key, register]: readonly [string, LwwRegister<unknown>]) => [key, register.value]),
    )
  }
  return value
}
