import type { SimNode } from './sim-node.ts'

/** The numbers of all starts, to know what number a process may come with that has lost its own. */
export class Generations {
  readonly #used = new Map<string, Set<number>>()

  started({ name, generation }: SimNode): void {
    const used = this.#used.get(name) ?? new Set()
    this.#used.set(name, used.add(generation))
  }

  /** A number below that of the process before it, which no process of this name has had; undefined: there is none. */
  lost({ name, generation }: SimNode): number | undefined {
    const used = this.#used.get(name)
    for (let number = generation - 1; number > 0; number--) if (!used?.has(number)) return number
    return undefined
  }
}
