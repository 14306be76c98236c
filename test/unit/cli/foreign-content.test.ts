import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foreignContent } from '../../../src/cli/foreign-content.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-folder-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function put(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), '')
}

describe('a data folder', () => {
  it('[CLI-12] of something else is refused in one line that names what is in it', () => {
    put('passwd', 'hosts', 'fstab', 'group')
    expect(foreignContent(folder)).toBe(
      `the data folder ${folder} holds other things (fstab, group, hosts, …) and no sessions: ` +
        'choose an empty or a new one with --data-dir',
    )
  })

  it('[CLI-12] that is new, empty or holds only logs, a lock and hidden files is taken', () => {
    expect(foreignContent(join(folder, 'new'))).toBeUndefined()
    expect(foreignContent(folder)).toBeUndefined()
    put('lock.mdb', '.gitkeep')
    mkdirSync(join(folder, 'logs'))
    mkdirSync(join(folder, 'lost+found'))
    expect(foreignContent(folder)).toBeUndefined()
  })

  it('[CLI-12] that holds sessions is taken, whatever else is in it', () => {
    put('data.mdb', 'notes.txt')
    expect(foreignContent(folder)).toBeUndefined()
  })

  it('[CLI-12] that is a file is not judged here', () => {
    put('file')
    expect(foreignContent(join(folder, 'file'))).toBeUndefined()
  })
})
