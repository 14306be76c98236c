import { StringDecoder } from 'node:string_decoder'

/** A single message that is longer is a fault of the node. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024

/** Chunks in, whole lines out. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest: string[] = []
  #restLength = 0

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const pieces = this.#decoder.write(chunk).split('\n')
    const last = pieces.pop() ?? ''
    for (const piece of pieces) {
      this.#keep(piece)
      this.#give()
    }
    this.#keep(last)
    if (this.#restLength > MAX_LINE_LENGTH) this.#give()
  }

  end(): void {
    if (this.#restLength > 0) this.#give()
  }

  #keep(piece: string): void {
    if (piece === '') return
    this.#rest.push(piece)
    this.#restLength += piece.length
  }

  #give(): void {
    const line = this.#rest.join('')
    this.#rest = []
    this.#restLength = 0
    if (line.trim() !== '') this.#onLine(line)
  }
}
