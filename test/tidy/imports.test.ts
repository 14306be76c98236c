import { describe, expect, it } from '@jest/globals'
import { directionFaults } from './areas.ts'
import { allImports, cycles, importsOf, orphans } from './import-graph.ts'
import { packageFaults } from './packages.ts'
import { readProject } from './project-files.ts'

/** What something outside `src` starts: the package's command, and the store that unit tests run on. */
const ENTRIES: readonly RegExp[] = [
  /^src\/cli\/main\.ts$/,
  /^src\/storage\/memory\/memory-session-store\.ts$/,
  /^src\/gossip\/sdk\/index\.ts$/,
  // For benchmarks and tests.
  /^src\/simulator\/cluster\//,
]

const sources = readProject('src/**/*.ts')
const imports = allImports(sources)
const isEntry = (path: string) => ENTRIES.some((entry) => entry.test(path))

describe('the sources', () => {
  it('are there', () => {
    expect(sources.size).toBeGreaterThan(10)
    expect(imports.length).toBeGreaterThan(sources.size)
  })

  it('import only files that exist', () => {
    const missing = imports.filter(
      ({ to, internal }) => internal && to.startsWith('src/') && !sources.has(to),
    )
    expect(missing.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  it('import their own area or a lower one', () => {
    expect(directionFaults(imports)).toEqual([])
  })

  it('have no import cycle, types included', () => {
    expect(cycles(imports).map((cycle) => cycle.join(' > '))).toEqual([])
  })

  it('have no file that nobody imports', () => {
    expect(orphans(sources, imports, isEntry)).toEqual([])
  })

  it('import each package in its own place only', () => {
    expect(packageFaults(imports)).toEqual([])
  })
})

const from = (path: string, text: string) => importsOf(path, text)

describe('the reader of imports', () => {
  it('finds every form of import', () => {
    const text = [
      `import a, {`,
      `  type b,`,
      `} from './a.ts'`,
      `import type { C } from "../c.ts"`,
      `export * from './d.ts'`,
      `export { e } from './e.ts'`,
      `import './f.ts'`,
      `const g = await import('./g.ts')`,
      `const h = new URL('./h.ts', import.meta.url)`,
      `import { v5 } from 'uuid'`,
      `import x from '@scope/name/deep'`,
      `const i = require('./i.ts')`,
    ].join('\n')
    const found = from('src/base/x.ts', text).map(({ to }) => to)
    expect(found.toSorted()).toEqual(
      [
        ...['a', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `src/base/${name}.ts`),
        'src/c.ts',
        'uuid',
        '@scope/name',
      ].toSorted(),
    )
  })

  it('is not misled by comments, strings and regular expressions', () => {
    const text = [
      `// import a from './a.ts'`,
      `/* import b from './b.ts' */`,
      `const c = "import c from './c.ts'"`,
      'const d = `import d from "./d.ts" ${"import e from \'./e.ts\'"} import f from "./f.ts"`',
      `const g = /import g from '.\\/g.ts'/`,
      `const quote = /["']/.test(c) // "`,
      `import h from './h.ts'`,
    ].join('\n')
    expect(from('src/base/x.ts', text).map(({ to }) => to)).toEqual(['src/base/h.ts'])
  })
})

describe('the check of the direction', () => {
  it.each([
    ['src/base/a.ts', '../sessions/b.ts', 'src/sessions/ stands above src/base/'],
    ['src/sessions/a.ts', '../regions/b.ts', 'src/regions/ stands above src/sessions/'],
    ['src/sessions/a.ts', '../storage/memory/b.ts', 'src/storage/memory/ stands above src/sessions/'],
    ['src/regions/a.ts', './io/b.ts', 'src/regions/io/ stands above src/regions/'],
    ['src/http/a.ts', '../telemetry/b.ts', 'adapters do not import each other'],
    ['src/http/a.ts', '../config/b.ts', 'adapters do not import each other'],
    ['src/storage/memory/a.ts', '../cassandra/b.ts', 'adapters do not import each other'],
    ['src/http/a.ts', '../server/b.ts', 'src/server/ stands above src/http/'],
    ['src/server/a.ts', '../cli/b.ts', 'src/cli/ stands above src/server/'],
    ['src/simulator/a.ts', '../maelstrom/b.ts', 'these two stand side by side'],
    ['src/oddity/a.ts', '../base/b.ts', 'src/oddity/a.ts is in no area; list it in test/tidy/areas.ts'],
  ])('%s must not import %s', (path, specifier, reason) => {
    expect(directionFaults(from(path, `import type { X } from '${specifier}'`))).toEqual([
      expect.stringContaining(`: ${reason}`),
    ])
  })

  it.each([
    ['src/sessions/a.ts', './b.ts'],
    ['src/sessions/a.ts', '../base/b.ts'],
    ['src/regions/io/a.ts', '../b.ts'],
    ['src/regions/io/a.ts', '../../http/schema/b.ts'],
    ['src/server/a.ts', '../config/b.ts'],
    ['src/simulator/world/a.ts', '../../server/b.ts'],
    ['src/cli/a.ts', '../simulator/b.ts'],
    ['src/cli/main.ts', './cli/b.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(directionFaults(from(path, `import { x } from '${specifier}'`))).toEqual([])
  })
})

describe('the check for cycles', () => {
  it('finds a cycle through several files and a file that imports itself', () => {
    const ring = new Map([
      ['src/base/a.ts', `import type { B } from './b.ts'`],
      ['src/base/b.ts', `export * from './c.ts'`],
      ['src/base/c.ts', `import { a } from './a.ts'`],
      ['src/base/d.ts', `import './d.ts'\nimport './a.ts'`],
    ])
    expect(cycles(allImports(ring))).toEqual([
      ['src/base/a.ts', 'src/base/b.ts', 'src/base/c.ts', 'src/base/a.ts'],
      ['src/base/d.ts', 'src/base/d.ts'],
    ])
  })

  it('takes two ways to one file for what they are', () => {
    const diamond = new Map([
      ['src/base/a.ts', `import './b.ts'\nimport './c.ts'`],
      ['src/base/b.ts', `import './d.ts'`],
      ['src/base/c.ts', `import './d.ts'`],
      ['src/base/d.ts', ''],
    ])
    expect(cycles(allImports(diamond))).toEqual([])
  })
})

describe('the check for orphans', () => {
  it('finds the file that nobody imports', () => {
    const files = new Map([
      ['src/cli/main.ts', `import '../base/a.ts'`],
      ['src/base/a.ts', ''],
      ['src/base/lost.ts', ''],
    ])
    expect(orphans(files, allImports(files), isEntry)).toEqual(['src/base/lost.ts'])
  })
})

describe('the check of packages', () => {
  it.each([
    ['src/http/router.ts', `import express from 'express'`],
    ['src/cli/up.ts', `import type { Client } from 'cassandra-driver'`],
    ['src/regions/io/heartbeat.ts', `import { request } from 'undici'`],
    ['src/storage/memory/store.ts', `import { open } from 'lmdb'`],
    ['src/server/compose.ts', `import { pino } from 'pino'`],
    ['src/server/compose.ts', `import { cleanEnv } from 'envalid'`],
    ['src/sessions/ids.ts', `import { v4 } from 'uuid'`],
    ['src/sessions/ids.ts', `import { v5, v7 as fresh } from 'uuid'`],
    ['src/sessions/ids.ts', `import * as uuid from 'uuid'`],
    ['src/sessions/ids.ts', `import { hash } from 'node:crypto'`],
    ['src/http/router.ts', `import lodash from 'lodash'`],
  ])('refuses in %s: %s', (path, text) => {
    expect(packageFaults(from(path, text))).toHaveLength(1)
  })

  it.each([
    ['src/http/express-adapter.ts', `import express from 'express'`],
    ['src/sessions/session-id.ts', `import { v5 } from 'uuid'`],
    ['src/server/system-runtime.ts', `import { v4 } from 'uuid'`],
    ['src/storage/embedded/open.ts', `import { open } from 'lmdb'\nimport { join } from 'node:path'`],
  ])('allows in %s: %s', (path, text) => {
    expect(packageFaults(from(path, text))).toEqual([])
  })
})
