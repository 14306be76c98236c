/** One line: which option, what it was, what is allowed. A command line can put its own flag's name in front instead. */
export class OptionError extends RangeError {
  override readonly name = 'OptionError'
  readonly option: string
  readonly value: string
  readonly allowed: string

  constructor(option: string, value: unknown, allowed: string) {
    // JSON would turn NaN and Infinity into null.
    const isPlain = typeof value === 'string' || typeof value === 'number' || value === undefined
    const shown = isPlain ? String(value) : JSON.stringify(value)
    const short = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown
    super(`${option} is ${short}; allowed: ${allowed}`)
    this.option = option
    this.value = short
    this.allowed = allowed
  }
}

const MAX_SHOWN = 80

export function checkNumber(option: string, value: number, low: number, high: number): void {
  if (typeof value === 'number' && value >= low && value <= high) return
  throw new OptionError(option, value, `${low} to ${high}`)
}

export function checkInteger(option: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return
  throw new OptionError(option, value, `whole numbers from ${low} to ${high}`)
}

export function checkWord(option: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return
  throw new OptionError(option, value, words.join(', '))
}
