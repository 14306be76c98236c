import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { collectModules } from '../../../../src/simulator/serve/page-modules.ts'

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gamemesh-modules-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

describe('the modules of the page', () => {
  it('[SIMS-6] are the entry and what it imports, in every form, and nothing else', async () => {
    const folder = await folderWith({
      'page/main.ts': [
        `import { a } from './a.ts'`,
        `import {`,
        `  type Kind,`,
        `  b,`,
        `} from '../core/b.ts'`,
        `import type { Hidden } from './only-types.ts'`,
        `export * from './c.ts'`,
        `import './d.ts'`,
        `const text = "import x from './not-this.ts'"`,
      ].join('\n'),
      'page/a.ts': `export const a: number = 1`,
      'core/b.ts': `export { e } from './e.ts'\nexport type Kind = 'x'\nexport const b = 2`,
      'core/e.ts': `export const e = () => import('./f.ts')`,
      'core/f.ts': `import '../page/main.ts'`,
      'page/c.ts': ``,
      'page/d.ts': ``,
      'page/secret.ts': ``,
      'page/only-types.ts': `export type Hidden = 1`,
    })
    const modules = await collectModules(folder, 'page/main.ts')
    expect([...modules.keys()].sort()).toEqual([
      'core/b.ts',
      'core/e.ts',
      'core/f.ts',
      'page/a.ts',
      'page/c.ts',
      'page/d.ts',
      'page/main.ts',
    ])
    expect(modules.get('page/a.ts')).toMatch(/^export const a\s+= 1$/)
  })

  it('[SIMS-6] that have been built are handed on without their source map', async () => {
    const folder = await folderWith({
      'main.js': `import { a } from "./a.js";\n//# sourceMappingURL=main.js.map\n`,
      'a.js': `export const a = 1;\n`,
    })
    const modules = await collectModules(folder, 'main.js')
    expect(Object.fromEntries(modules)).toEqual({
      'main.js': `import { a } from "./a.js";\n\n`,
      'a.js': `export const a = 1;\n`,
    })
  })

  it.each([
    [`import { readFileSync } from 'node:fs'`, 'main.ts imports node:fs, which no browser has'],
    [`import '../outside.ts'`, 'main.ts imports ../outside.ts, which is outside the sources'],
  ])('[SIMS-6] do not begin with %s', async (text, fault) => {
    const folder = await folderWith({ 'main.ts': text })
    await expect(collectModules(folder, 'main.ts')).rejects.toThrow(fault)
  })
})
