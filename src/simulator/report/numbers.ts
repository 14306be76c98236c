/** 1234567.8 -> "1,234,568": the same on every machine, whatever its language. */
export function grouped(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return String(value)
  const [whole = '', fraction] = value.toFixed(decimals).split('.')
  const groups = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** Without zeros at the end: 2.50 -> "2.5". */
export function short(value: number, decimals = 2): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(decimals))) : String(value)
}

const LARGE_UNITS: ReadonlyArray<readonly [least: number, letter: string]> = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
]

/** For an axis, where there is little room: 20000 -> "20k". */
export function compact(value: number): string {
  const unit = LARGE_UNITS.find(([least]) => Math.abs(value) >= least)
  if (!unit) return short(value)
  const [least, letter] = unit
  return `${short(value / (letter === 'k' ? 1000 : least), 1)}${letter}`
}

export function percent(share: number, decimals = 0): string {
  return `${short(share * 100, decimals)}%`
}
