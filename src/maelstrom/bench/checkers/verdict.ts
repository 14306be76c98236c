/** `unknown`: what was seen is too little to judge by. */
export type Validity = true | 'unknown' | false

export interface Verdict {
  readonly valid: Validity
}

const BADNESS = new Map<Validity, number>([
  [true, 0],
  ['unknown', 1],
  [false, 2],
])

/** The worst of all parts; of none, nothing is known. */
export function worst(parts: readonly Validity[]): Validity {
  const [first, ...others] = parts
  if (first === undefined) return 'unknown'
  return others.reduce((a, b) => ((BADNESS.get(b) ?? 0) > (BADNESS.get(a) ?? 0) ? b : a), first)
}

/** Invalid if something is wrong, else unknown if nothing was there to be judged. */
export function judge(isWrong: boolean, isJudgeable: boolean): Validity {
  if (isWrong) return false
  return isJudgeable ? true : 'unknown'
}
