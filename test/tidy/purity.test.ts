import { describe, expect, it } from '@jest/globals'
import { readProject } from './project-files.ts'
import { environmentFaults, mustBePure, purityFaults } from './purity.ts'
import { readSource } from './source-text.ts'

const ENVIRONMENT_READER = 'src/config/env.ts'
const sources = readProject('src/**/*.ts')

describe('what a simulation runs', () => {
  it('takes time, chance, ids and the network only through ports', () => {
    expect(purityFaults(sources)).toEqual([])
  })

  it('is most of the code', () => {
    const pure = [...sources].filter(([path, text]) => mustBePure(path, text))
    expect(pure.length).toBeGreaterThan(sources.size / 3)
  })
})

describe('the environment', () => {
  it('is read in one file', () => {
    expect(environmentFaults(sources, ENVIRONMENT_READER)).toEqual([])
  })

  it.each([`const { HOME } = process.env`, `import { env } from 'node:process'`])(
    'is found to be read by %s',
    (text) => {
      expect(environmentFaults(new Map([['src/server/x.ts', text]]), ENVIRONMENT_READER)).toHaveLength(1)
      expect(environmentFaults(new Map([[ENVIRONMENT_READER, text]]), ENVIRONMENT_READER)).toEqual([])
    },
  )
})

const faultsOf = (text: string) => purityFaults(new Map([['src/sessions/x.ts', text]]))

describe('the check for purity', () => {
  it.each([
    'const now = Date.now()',
    'const now = globalThis.Date.now()',
    'const clock = Date.now',
    'const now = new Date()',
    'const now = new Date',
    'const now = new Date( )\n',
    'const text = Date()',
    'const t0 = performance.now()',
    'const t0 = performance.timeOrigin',
    'const x = Math.random()',
    'const { random } = Math; const id = crypto.randomUUID()',
    `import { randomUUID } from 'node:crypto'`,
    `import { createHash, randomBytes } from 'node:crypto'`,
    `import * as crypt from 'node:crypto'`,
    `const { webcrypto } = await import('node:crypto')`,
    'const id = v4()',
    'globalThis.crypto.subtle.digest(a, b)',
    'setTimeout(run, 5)',
    'const timer = globalThis.setTimeout(run, 5)',
    'const every = setInterval',
    'setImmediate(run)',
    'const signal = AbortSignal.timeout(5)',
    'queueMicrotask(run)',
    'process.nextTick(run)',
    'const t0 = process.hrtime.bigint()',
    'await fetch(url)',
    'await globalThis.fetch(url)',
    'const text = `at ${Date.now()}`',
    `import { setTimeout as sleep } from 'node:timers/promises'`,
    `import { performance as p } from 'node:perf_hooks'`,
    `import { request } from 'undici'`,
    `import express from 'express'`,
    `import type { Client } from 'cassandra-driver'`,
  ])('finds: %s', (text) => {
    expect(faultsOf(text)).not.toEqual([])
  })

  it.each([
    'const then = new Date(ms).toISOString()',
    'const parsed = Date.parse(text)',
    'await runtime.sleep(5)',
    'socket.setTimeout(5)',
    'const cached = store.fetch(key)',
    'type Moment = Date',
    'const name = text instanceof Date',
    '// Date.now() would jump',
    '/* setTimeout(run) */ const a = 1',
    `const message = 'use setTimeout(…) or fetch(…)'`,
    'const message = `Math.random() and ${name}`',
    'const pattern = /Date.now()/',
    'const half = total / 2 // Math.random() / 2',
    'const processed = processAll(list)',
    `import { createHash } from 'node:crypto'`,
    'const id = v4({ random: bytes })',
  ])('passes: %s', (text) => {
    expect(faultsOf(text)).toEqual([])
  })

  it.each([
    ['src/base/every.ts', true],
    ['src/regions/io/heartbeat.ts', true],
    ['src/regions/io/undici-region-client.ts', false],
    ['src/http/routes/start-game.ts', true],
    ['src/http/application.ts', true],
    ['src/http/express-adapter.ts', false],
    ['src/http/listen.ts', false],
    ['src/http/docs-static.ts', false],
    ['src/storage/memory/memory-session-store.ts', true],
    ['src/storage/embedded/lmdb-session-store.ts', false],
    ['src/simulator/world/scheduler.ts', true],
    ['src/server/system-runtime.ts', false],
    ['src/telemetry/log.ts', false],
  ])('of %s: %s', (path, pure) => {
    expect(mustBePure(path, '')).toBe(pure)
  })

  it('of the Cassandra store covers every file without the driver', () => {
    expect(mustBePure('src/storage/cassandra/a.ts', `import type { Row } from './row.ts'`)).toBe(true)
    expect(mustBePure('src/storage/cassandra/b.ts', `import type { Client } from 'cassandra-driver'`)).toBe(
      false,
    )
  })
})

describe('the reader of source text', () => {
  it('keeps the code inside templates and drops their text', () => {
    const { code, strings } = readSource('const a = `x ${f({ b: `in ${c}` })} y` + d')
    expect(code.replaceAll(/\s/g, '')).toBe('consta="0"+(f({b:"1"+(c)+"2"}))+"3"+d')
    expect(strings).toEqual(['x ', 'in ', '', ' y'])
  })

  it('tells a division from a regular expression', () => {
    expect(readSource('const a = b / c / d').code).toBe('const a = b / c / d')
    expect(readSource('const a = (b) / c // d').code).toBe('const a = (b) / c ')
    expect(readSource(`const a = text.replace(/['"/]/g, x)`).code).toBe('const a = text.replace("0", x)')
    expect(readSource(`return /[/"]/u.test(b)`).code).toBe('return "0".test(b)')
  })

  it('keeps line numbers', () => {
    expect(readSource('a /* 1\n2\n3 */ b\nc').code.split('\n')).toHaveLength(4)
  })
})
