import type { Message } from './requests.ts'

/**
 * One key's messages, with as many writers as nodes. The offsets are dealt out beforehand: writer i has those that leave the
 * rest i when divided by the number of nodes. So nobody has to ask for one, and nobody can take another's.
 *
 * A reader must not pass over an offset that may still be filled. Each writer has a frontier, below which it gives no
 * more offsets; what lies below the lowest frontier is complete, and only that is shown. Who learns of a message moves
 * its own frontier past it, so that a node without messages of its own does not hold up the others'.
 */
export class InterleavedLog {
  readonly #writers: number
  readonly #self: number
  readonly #frontiers: number[]
  /** Known, but not below all frontiers; ascending for each writer. */
  #waiting: Message[] = []
  readonly #shown: Message[] = []

  constructor(writers: number, self: number) {
    this.#writers = writers
    this.#self = self
    this.#frontiers = Array.from({ length: writers }, (_, writer) => writer)
  }

  /** Below the lowest frontier, ascending. */
  get shown(): readonly Message[] {
    return this.#shown
  }

  get ownFrontier(): number {
    return this.#frontiers[this.#self] ?? 0
  }

  /** Gives the message the next offset of this node. */
  append(message: unknown): number {
    const offset = this.ownFrontier
    this.#take(this.#self, offset, message)
    this.#show()
    return offset
  }

  receive(writer: number, offset: number, message: unknown): void {
    this.#take(writer, offset, message)
    this.#raise(this.#self, this.#nextOwn(offset))
    this.#show()
  }

  receiveFrontier(writer: number, offset: number): void {
    this.#raise(writer, offset)
    this.#show()
  }

  #take(writer: number, offset: number, message: unknown): void {
    this.#waiting.push([offset, message])
    this.#raise(writer, offset + this.#writers)
  }

  #raise(writer: number, frontier: number): void {
    this.#frontiers[writer] = Math.max(this.#frontiers[writer] ?? 0, frontier)
  }

  /** The least offset of this node beyond another's. */
  #nextOwn(offset: number): number {
    const rounds = Math.floor((offset - this.#self) / this.#writers) + 1
    return Math.max(0, rounds) * this.#writers + this.#self
  }

  #show(): void {
    const lowest = Math.min(...this.#frontiers)
    if (!this.#waiting.some(([offset]) => offset < lowest)) return
    const complete = this.#waiting.filter(([offset]) => offset < lowest).sort(([a], [b]) => a - b)
    this.#shown.push(...complete)
    this.#waiting = this.#waiting.filter(([offset]) => offset >= lowest)
  }
}
