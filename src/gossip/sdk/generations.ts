import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { errorMessage, isError } from '../../base/errors.ts'

export const GENERATION_FILE = 'generation'

/**
 * Numbers the starts of a node: each is higher than all before, whatever the clock does, as long as the folder is kept.
 * Numbers go with the wall clock, so that a node without a folder, or one that has lost it, is above its past too.
 */
export class Generations {
  readonly #folder: string | undefined
  readonly #wallMs: () => number
  #last = 0

  constructor(folder: string | undefined, wallMs: () => number) {
    this.#folder = folder
    this.#wallMs = wallMs
  }

  /** Saved when this resolves. */
  async next(above = 0): Promise<number> {
    const saved = this.#folder === undefined ? 0 : await readSaved(this.#folder)
    const generation = Math.max(saved + 1, this.#last + 1, above + 1, Math.floor(this.#wallMs()))
    if (!Number.isSafeInteger(generation))
      throw new RangeError(`there is no generation above ${above}: start the node under another name`)
    if (this.#folder !== undefined) await save(this.#folder, generation)
    this.#last = generation
    return generation
  }
}

async function readSaved(folder: string): Promise<number> {
  const path = join(folder, GENERATION_FILE)
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (isError(error) && 'code' in error && error.code === 'ENOENT') return 0
    throw new Error(`${path} cannot be read: ${errorMessage(error)}`, { cause: error })
  }
  const saved = /^\d{1,16}\n?$/.test(content) ? Number(content) : Number.NaN
  if (Number.isSafeInteger(saved)) return saved
  throw new Error(
    `${path} does not hold the number of this node's last start: remove it, or use another folder`,
  )
}

/** After a crash at any moment the file holds the old number or the new one. */
async function save(folder: string, generation: number): Promise<void> {
  const path = join(folder, GENERATION_FILE)
  const temporary = `${path}.new`
  await mkdir(folder, { recursive: true })
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(`${generation}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(folder)
}

/** Makes the new name last. Windows cannot do this to a folder, and needs no telling. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
