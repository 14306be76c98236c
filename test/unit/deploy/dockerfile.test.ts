import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

interface Instruction {
  readonly word: string
  readonly rest: string
}

const instructions: Instruction[] = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [word = '', ...rest] = line.trim().split(/\s+/)
    return { word, rest: rest.join(' ') }
  })

const lastFrom = instructions.findLastIndex(({ word }) => word === 'FROM')
const runtime = instructions.slice(lastFrom)
const of = (list: readonly Instruction[], word: string) =>
  list.filter((entry) => entry.word === word).map(({ rest }) => rest)
const one = (list: readonly Instruction[], word: string) => of(list, word).at(-1) ?? ''

describe('the Dockerfile', () => {
  it('runs on the Node that package.json pins', () => {
    const major = JSON.parse(read('package.json')).devDependencies.node.split('.')[0]
    expect(one(instructions, 'ARG')).toBe(`NODE_IMAGE=node:${major}-slim`)
    expect(of(instructions, 'FROM').every((image) => image.startsWith('${NODE_IMAGE}'))).toBe(true)
  })

  it('has several stages, and the last one holds no development dependency', () => {
    expect(of(instructions, 'FROM').length).toBeGreaterThan(1)
    expect(of(runtime, 'RUN').join(' ')).not.toContain('npm')
    const modules = of(runtime, 'COPY').find((rest) => rest.includes('node_modules'))
    expect(modules).toContain('--from=dependencies')
    const start = instructions.findIndex(({ rest }) => rest.endsWith('AS dependencies'))
    expect(one(instructions.slice(start, lastFrom), 'RUN')).toMatch(/^npm ci --omit=dev\b/)
  })

  it('runs as a user without rights, in production mode', () => {
    expect(one(runtime, 'USER')).toBe('node')
    expect(one(runtime, 'ENV')).toBe('NODE_ENV=production')
  })

  it('starts the server in exec form, so that signals reach it', () => {
    const entry: string[] = JSON.parse(one(runtime, 'ENTRYPOINT'))
    expect(entry).toEqual(['node', 'dist/cli/main.js'])
    expect(JSON.parse(one(runtime, 'CMD'))).toEqual(['serve'])
    expect(existsSync(join(ROOT, 'src/cli/main.ts'))).toBe(true)
  })

  it('asks /health with Node itself, which the slim image has, on the port in use', () => {
    const check = one(runtime, 'HEALTHCHECK')
    const command: string[] = JSON.parse(check.slice(check.indexOf('[')))
    expect(command.slice(0, 2)).toEqual(['node', '-e'])
    expect(command[2]).toContain('/health')
    expect(command[2]).toContain('process.env.PORT')
  })

  it('gets every file that it copies, and nothing secret', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const copied = of(instructions, 'COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1))
    expect([...new Set(copied)].toSorted()).toEqual(allowed.toSorted())
    expect(read('.dockerignore')).toMatch(/^\*$/m)
  })
})
