import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, runGamemesh } from './gamemesh-process.ts'

jest.setTimeout(60_000)

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-rules-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function rules(words: readonly string[], environment: Record<string, string>): Promise<Finished> {
  return runGamemesh(['rules', ...words], { folder, environment: { STORAGE: 'embedded', ...environment } })
    .finished
}

describe('gamemesh rules', () => {
  it('[CLI-13] shows the rules of the store and those of the environment, and applies the latter', async () => {
    const wanted = { ACTIVE_SESSION_POLICY: 'replace', SESSION_TTL_SECONDS: '90' }
    const shown = await rules([], wanted)
    expect([shown.status, shown.stderr]).toEqual([0, ''])
    expect(shown.stdout).toContain('keeps sessions by ACTIVE_SESSION_POLICY=resume SESSION_TTL_SECONDS=0')
    expect(shown.stdout).toContain('run this again with --apply')

    const applied = await rules(['--apply'], wanted)
    expect(applied.status).toBe(0)
    expect(applied.stdout).toContain('keeps sessions by ACTIVE_SESSION_POLICY=replace SESSION_TTL_SECONDS=90')

    const back = await rules(['--apply'], { ACTIVE_SESSION_POLICY: 'reject' })
    expect(back.stdout).toContain('by ACTIVE_SESSION_POLICY=reject SESSION_TTL_SECONDS=0')
    expect(back.stdout).toContain('it kept them by ACTIVE_SESSION_POLICY=replace SESSION_TTL_SECONDS=90')
  })

  it('[CLI-13] refuses a wrong configuration with status 2, and names a store that it cannot open', async () => {
    const wrong = await rules(['--apply'], { ACTIVE_SESSION_POLICY: 'maybe' })
    expect([wrong.status, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toContain('ACTIVE_SESSION_POLICY: "maybe"')
    const unusable = await rules([], { DATA_DIR: '/dev/null' })
    expect(unusable.status).toBe(1)
    expect(unusable.stderr).toContain('cannot write to the data folder /dev/null')
  })
})
