import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

const MAX_BYTES = 10 * 1024 * 1024

/** A log of bounded size: when it is full it becomes `<path>.1`, in place of the one before, and a new one begins. */
export class LogFile {
  readonly #path: string
  readonly #maxBytes: number
  #file: number
  #size: number

  constructor(path: string, maxBytes: number = MAX_BYTES) {
    this.#path = path
    this.#maxBytes = maxBytes
    this.#file = openSync(path, 'a')
    this.#size = fstatSync(this.#file).size
  }

  /** Never throws: a full disk must not stop the servers. */
  write(text: string): void {
    try {
      if (this.#size >= this.#maxBytes) this.#turnOver()
      this.#size += writeSync(this.#file, text)
    } catch {
      // The lines are lost; warnings and errors still reach the terminal.
    }
  }

  close(): void {
    closeSync(this.#file)
  }

  #turnOver(): void {
    renameSync(this.#path, `${this.#path}.1`)
    const full = this.#file
    this.#file = openSync(this.#path, 'a')
    this.#size = 0
    closeSync(full)
  }
}
