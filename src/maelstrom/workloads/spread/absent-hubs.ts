/** So many periods a hub that did not do its part is passed over, before it gets another chance. */
export const ABSENT_PERIODS = 50

/** Which node, by its place among all, is passed over until which period. */
export type Absence = readonly [node: number, untilPeriod: number]

/**
 * The hub's role goes from node to node, past those that did not do their part in their turn. Whoever has seen that tells it
 * with the next flush or batch, so that all soon have the same hubs; meanwhile a period may have two, which costs messages.
 */
export class AbsentHubs {
  readonly #untilPeriods: number[]

  constructor(nodes: number) {
    this.#untilPeriods = Array.from({ length: nodes }, () => 0)
  }

  /** The first from whose turn it is that is not absent; if all are, whose turn it is. */
  hubOf(period: number): number {
    const nodes = this.#untilPeriods.length
    for (let step = 0; step < nodes; step++) {
      const node = (period + step) % nodes
      if ((this.#untilPeriods[node] ?? 0) <= period) return node
    }
    return period % nodes
  }

  miss(node: number, period: number): void {
    this.merge([[node, period + ABSENT_PERIODS]], period)
  }

  merge(absences: readonly Absence[], period: number): void {
    for (const [node, untilPeriod] of absences) {
      const known = this.#untilPeriods[node]
      if (known === undefined || untilPeriod <= known) continue
      this.#untilPeriods[node] = Math.min(untilPeriod, period + ABSENT_PERIODS)
    }
  }

  at(period: number): Absence[] {
    return this.#untilPeriods.flatMap((untilPeriod, node): Absence[] =>
      untilPeriod > period ? [[node, untilPeriod]] : [],
    )
  }
}

/** Undefined: these are no absences. None at all may be left out. */
export function readAbsences(value: unknown): Absence[] | undefined {
  if (value === undefined) return []
  if (!Array.isArray(value)) return undefined
  const absences = value.filter(isAbsence)
  return absences.length === value.length ? absences : undefined
}

function isAbsence(value: unknown): value is Absence {
  return Array.isArray(value) && value.length === 2 && value.every((item) => Number.isSafeInteger(item))
}
