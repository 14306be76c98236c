import type { Verdict } from '../checkers/verdict.ts'

export type ProtocolFault =
  | 'malformed-line'
  | 'malformed-reply'
  | 'unknown-destination'
  | 'wrong-source'
  | 'second-answer'
  | 'unasked-answer'

export interface ProtocolVerdict extends Verdict {
  readonly counts: Readonly<Partial<Record<ProtocolFault, number>>>
  readonly first: readonly { readonly fault: ProtocolFault; readonly what: string }[]
}

const SHOWN = 12
const LONGEST_SHOWN = 300

/** What nodes do that no node may do, whatever its workload. */
export class ProtocolFaults {
  readonly #counts = new Map<ProtocolFault, number>()
  readonly #first: { readonly fault: ProtocolFault; readonly what: string }[] = []

  add(fault: ProtocolFault, what: string): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1)
    if (this.#first.length < SHOWN) this.#first.push({ fault, what: what.slice(0, LONGEST_SHOWN) })
  }

  verdict(): ProtocolVerdict {
    return {
      valid: this.#counts.size === 0,
      counts: Object.fromEntries(this.#counts),
      first: [...this.#first],
    }
  }
}
