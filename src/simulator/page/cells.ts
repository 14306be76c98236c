import { DOWN, KNOWS } from './chronicle.ts'
import type { Positions } from './layout.ts'

const COLUMNS = 64
const CELLS = COLUMNS * COLUMNS

/** A square field of the stage, with the nodes that lie in it. */
export interface Cell {
  readonly column: number
  readonly row: number
  /** Shares of its nodes. */
  readonly know: number
  readonly down: number
}

/** Many nodes as a field of cells, each of which says how many of its own know. */
export class Cells {
  static readonly COLUMNS = COLUMNS
  readonly #cellOf: Uint16Array
  readonly #size = new Uint32Array(CELLS)
  readonly #know = new Uint32Array(CELLS)
  readonly #down = new Uint32Array(CELLS)

  constructor(positions: Positions) {
    this.#cellOf = new Uint16Array(positions.length / 2)
    for (let node = 0; node < this.#cellOf.length; node++) {
      const cell = along(positions[node * 2]) + COLUMNS * along(positions[node * 2 + 1])
      this.#cellOf[node] = cell
      this.#size[cell] = (this.#size[cell] ?? 0) + 1
    }
  }

  /** The cells that have nodes, for these states of all nodes. */
  *count(states: Uint8Array): Generator<Cell> {
    this.#know.fill(0)
    this.#down.fill(0)
    for (let node = 0; node < states.length; node++) {
      const cell = this.#cellOf[node] ?? 0
      if (states[node] === KNOWS) this.#know[cell] = (this.#know[cell] ?? 0) + 1
      else if (states[node] === DOWN) this.#down[cell] = (this.#down[cell] ?? 0) + 1
    }
    for (let cell = 0; cell < CELLS; cell++) {
      const size = this.#size[cell] ?? 0
      if (size === 0) continue
      const know = (this.#know[cell] ?? 0) / size
      const down = (this.#down[cell] ?? 0) / size
      yield { column: cell % COLUMNS, row: Math.floor(cell / COLUMNS), know, down }
    }
  }
}

function along(share = 0): number {
  return Math.min(COLUMNS - 1, Math.floor(share * COLUMNS))
}
