/** JSON values, each once. Objects that say the same in another order of their keys count as different. */
export class ValueSet {
  readonly #known = new Set<unknown>()
  readonly #values: unknown[] = []

  /** In the order of arrival. */
  get list(): readonly unknown[] {
    return this.#values
  }

  /** False: it is there already. */
  add(value: unknown): boolean {
    const key = typeof value === 'object' && value !== null ? `json ${JSON.stringify(value)}` : keyOf(value)
    if (this.#known.has(key)) return false
    this.#known.add(key)
    this.#values.push(value)
    return true
  }
}

function keyOf(value: unknown): unknown {
  return typeof value === 'string' ? `text ${value}` : value
}
