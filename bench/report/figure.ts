/** A figure that Gamemesh promises, beside what was measured. */
export interface Figure {
  readonly what: string
  readonly measured: number
  readonly asked: Bound
  readonly stretch?: Bound
  readonly unit?: string
}

export type Bound = { readonly least: number } | { readonly most: number }

export function holds(bound: Bound, value: number): boolean {
  return 'least' in bound ? value >= bound.least : value <= bound.most
}

export type Verdict = 'passed' | 'passed, stretch too' | 'missed'

export function verdict({ measured, asked, stretch }: Figure): Verdict {
  if (!holds(asked, measured)) return 'missed'
  return stretch && holds(stretch, measured) ? 'passed, stretch too' : 'passed'
}
