import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { GENERATION_FILE, Generations } from '../../../../src/gossip/sdk/generations.ts'

describe('the number of a start', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gamemesh-generations-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('[SDK-8] goes with the wall clock, and is higher each time, with a folder or without', async () => {
    const generations = new Generations(undefined, () => 1_000.7)
    expect(await generations.next()).toBe(1_000)
    expect(await generations.next()).toBe(1_001)
    expect(await generations.next(5_000)).toBe(5_001)
    const kept = join(folder, 'kept')
    expect(await new Generations(kept, () => 2_000).next()).toBe(2_000)
    expect(await new Generations(kept, () => 1_000).next()).toBe(2_001)
    expect(await new Generations(kept, () => 3_000).next()).toBe(3_000)
  })

  it('[SDK-8] is saved whole when it is given, and nothing else is left behind', async () => {
    const kept = join(folder, 'deep', 'er')
    await writeFile(join(folder, 'generation.new'), 'half of a num')
    const generation = await new Generations(kept, () => 77).next()
    expect(await readFile(join(kept, GENERATION_FILE), 'utf8')).toBe(`${generation}\n`)
    expect(await readdir(kept)).toEqual([GENERATION_FILE])
  })

  it('[SDK-8] is not guessed when the file holds something else', async () => {
    await writeFile(join(folder, GENERATION_FILE), 'seven')
    await expect(new Generations(folder, () => 1).next()).rejects.toThrow(/does not hold the number/)
    await rm(join(folder, GENERATION_FILE))
    // What a crash left of an unfinished save does not count.
    expect(await new Generations(folder, () => 5).next()).toBe(5)
    await expect(new Generations(folder, () => 1).next(Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /another name/,
    )
  })
})
