import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'

/**
 * What a node knows of its players, on disk: a line per change, with the player as it then was. Lines are merged like any
 * other state when they are read, so neither their order nor a repeated one matters, and a line that was cut off by a crash
 * is left out. What has changed while one batch was being flushed makes up the next.
 */
export interface JournalSource {
  /** Of one player, as a map of one. */
  textOf(id: string): string
  ids(): Iterable<string>
  readonly size: number
}

export interface SavedPlayers {
  readonly journal: PlayerJournal
  readonly lines: readonly string[]
  readonly damaged: number
}

const FILE = 'players.journal'
/** Rewritten when it holds this many lines, and this many times as many as there are players. */
const MIN_LINES_TO_COMPACT = 10_000
const LINES_PER_PLAYER = 4
const LINE = /^(?<sum>[0-9a-f]{8}) (?<text>.*)$/
const PRIVATE = 0o600

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class PlayerJournal {
  readonly #path: string
  readonly #source: JournalSource
  #file: FileHandle
  #lines: number
  /** A failed write may have left half a line. */
  #isTorn: boolean
  #changed = new Set<string>()
  #waiting: Waiter[] = []
  #flushing: Promise<void> | undefined

  private constructor(path: string, source: JournalSource, file: FileHandle, lines: number, isTorn: boolean) {
    this.#path = path
    this.#source = source
    this.#file = file
    this.#lines = lines
    this.#isTorn = isTorn
  }

  /** Rejects with the system's error when the folder cannot be used. */
  static async open(folder: string, source: JournalSource): Promise<SavedPlayers> {
    const path = join(folder, FILE)
    const file = await open(path, 'a+', PRIVATE)
    const text = await readFile(path, 'utf8')
    const all = text.split('\n').filter((line) => line !== '')
    const lines = all.flatMap((line) => checkedText(line) ?? [])
    const journal = new PlayerJournal(path, source, file, all.length, text !== '' && !text.endsWith('\n'))
    return { journal, lines, damaged: all.length - lines.length }
  }

  /** The player is written with the next batch. */
  changed(id: string): void {
    this.#changed.add(id)
    this.#flushing ??= this.#flush()
  }

  /** Resolves when all changes so far are on disk. */
  saved(): Promise<void> {
    if (this.#changed.size === 0 && this.#flushing === undefined) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#flushing ??= this.#flush()
    })
  }

  async close(): Promise<void> {
    await this.saved().catch(() => {})
    await this.#flushing
    await this.#file.close()
  }

  async #flush(): Promise<void> {
    // What changes in the same turn goes together.
    await Promise.resolve()
    while (this.#changed.size > 0 || this.#waiting.length > 0) {
      const ids = this.#changed
      const waiting = this.#waiting
      this.#changed = new Set()
      this.#waiting = []
      try {
        if (ids.size > 0) await this.#write(ids)
        for (const { resolve } of waiting) resolve()
      } catch (error) {
        // They are tried again with the next change.
        for (const id of ids) this.#changed.add(id)
        for (const { reject } of waiting) reject(error)
        if (this.#waiting.length === 0) break
      }
    }
    this.#flushing = undefined
  }

  async #write(ids: ReadonlySet<string>): Promise<void> {
    const isLong = this.#lines > MIN_LINES_TO_COMPACT && this.#lines > LINES_PER_PLAYER * this.#source.size
    if (isLong) return this.#rewrite()
    const text = (this.#isTorn ? '\n' : '') + this.#linesOf(ids)
    this.#isTorn = true
    await this.#file.appendFile(text)
    await this.#file.datasync()
    this.#isTorn = false
    this.#lines += ids.size
  }

  async #rewrite(): Promise<void> {
    const ids = [...this.#source.ids()]
    const next = `${this.#path}.new`
    const file = await open(next, 'w', PRIVATE)
    try {
      await file.appendFile(this.#linesOf(ids))
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(next, this.#path)
    await syncFolder(dirname(this.#path))
    const before = this.#file
    this.#file = await open(this.#path, 'a', PRIVATE)
    await before.close()
    this.#lines = ids.length
    this.#isTorn = false
  }

  #linesOf(ids: Iterable<string>): string {
    let text = ''
    for (const id of ids) {
      const player = this.#source.textOf(id)
      text += `${sumOf(player)} ${player}\n`
    }
    return text
  }
}

/** A renaming is on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function checkedText(line: string): string | undefined {
  const { sum, text } = LINE.exec(line)?.groups ?? {}
  return text !== undefined && sumOf(text) === sum ? text : undefined
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
