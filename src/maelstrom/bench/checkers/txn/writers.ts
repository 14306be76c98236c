import { canonical, type Json } from '../../json.ts'
import type { Txn } from './txn-operations.ts'

/** Who wrote each version. Written values are unique per key, so a value names its writer. */
export class Writers {
  readonly #byVersion = new Map<string, { readonly txn: Txn; readonly isLast: boolean }>()

  constructor(txns: readonly Txn[]) {
    for (const txn of txns) {
      for (const { key, value } of txn.writes)
        this.#byVersion.set(version(key, value), { txn, isLast: false })
      for (const { key, value } of txn.externalWrites)
        this.#byVersion.set(version(key, value), { txn, isLast: true })
    }
  }

  of(key: number, value: Json): Txn | undefined {
    return this.#byVersion.get(version(key, value))?.txn
  }

  /** The writer put another value over it before it ended. */
  isIntermediate(key: number, value: Json): boolean {
    return this.#byVersion.get(version(key, value))?.isLast === false
  }
}

export function version(key: number, value: Json): string {
  return `${key} ${canonical(value)}`
}
