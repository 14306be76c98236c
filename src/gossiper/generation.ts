import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'generation'

/** Numbers the lives of a node: higher than at any start before, and saved before this one goes on. */
export async function nextGeneration(folder: string, wallNowMs: number): Promise<number> {
  const path = join(folder, FILE)
  const text = await readFile(path, 'utf8').catch(() => '')
  const before = /^\d{1,15}$/.test(text.trim()) ? Number(text) : 0
  const generation = Math.max(before + 1, Math.floor(wallNowMs))
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${generation}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
  return generation
}
