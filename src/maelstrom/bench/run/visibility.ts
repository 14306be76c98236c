import type { History } from '../history/operation.ts'
import type { Load } from '../load/load.ts'
import type { NemesisEvent } from '../network/nemesis.ts'
import { type Quantiles, quantiles } from '../checkers/quantiles.ts'

export interface VisibilityReport {
  /** How often each node was asked. */
  readonly 'probe-ms': number
  /** Effects of acknowledged operations that every node showed, and of the others (not yet, or overwritten before). */
  readonly 'everywhere-count': number
  readonly 'not-everywhere-count': number
  /** From the moment a node accepted it to the moment the last node showed it. */
  readonly 'accept-to-everywhere-ms': Quantiles | null
  /**
   * Of what had waited for the network to be whole: from its healing to the moment the last node showed it. What came
   * everywhere while a partition went on had found another way, and does not count here.
   */
  readonly 'heal-to-everywhere-ms': Quantiles | null
}

/** When each node first showed each item. */
export class Visibility {
  readonly #nodeCount: number
  readonly #probeMs: number
  readonly #seen = new Map<string, { readonly nodes: Set<string>; lastMs: number }>()

  constructor(nodeCount: number, probeMs: number) {
    this.#nodeCount = nodeCount
    this.#probeMs = probeMs
  }

  saw(item: string, node: string, atMs: number): void {
    const before = this.#seen.get(item)
    if (!before) this.#seen.set(item, { nodes: new Set([node]), lastMs: atMs })
    else if (!before.nodes.has(node)) {
      before.nodes.add(node)
      before.lastMs = atMs
    }
  }

  report(
    history: History,
    itemOf: NonNullable<Load['itemOf']>,
    faults: readonly NemesisEvent[],
  ): VisibilityReport {
    const accepted = history
      .filter(({ outcome, final }) => outcome === 'ok' && !final)
      .flatMap((operation) => itemOf(operation).map((item) => ({ item, atMs: operation.invokedMs })))
    const everywhere = accepted.flatMap(({ item, atMs }) => {
      const seen = this.#seen.get(item)
      return seen && seen.nodes.size === this.#nodeCount ? [{ atMs, lastMs: seen.lastMs }] : []
    })
    const since = (fromMs: number, lastMs: number) => Math.max(0, Math.round(lastMs - fromMs))
    return {
      'probe-ms': this.#probeMs,
      'everywhere-count': everywhere.length,
      'not-everywhere-count': accepted.length - everywhere.length,
      'accept-to-everywhere-ms': quantiles(everywhere.map(({ atMs, lastMs }) => since(atMs, lastMs))),
      'heal-to-everywhere-ms': quantiles(
        everywhere.flatMap(({ atMs, lastMs }) => {
          const fault = faults.findLast((event) => event.atMs <= lastMs)
          return fault?.what === 'heal' && fault.atMs >= atMs ? [since(fault.atMs, lastMs)] : []
        }),
      ),
    }
  }
}
