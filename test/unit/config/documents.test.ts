import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import {
  type Language,
  TABLE_BEGIN,
  TABLE_END,
  configurationTable,
  envExample,
  tablePlace,
  withTable,
} from '../../../src/config/render.ts'
import { variableNames, variables } from '../../../src/config/variables.ts'
import { loaded } from './support.ts'

const root = new URL('../../../', import.meta.url)

function contentOf(file: string): string {
  try {
    return readFileSync(new URL(file, root), 'utf8')
  } catch (error) {
    throw new Error(`${fileURLToPath(new URL(file, root))} cannot be read; "npm run docs:config" needs it`, {
      cause: error,
    })
  }
}

describe('documents made from the table of variables ("npm run docs:config" writes them)', () => {
  it('[CFG-14] .env.example is the one that the table gives', () => {
    expect(contentOf('.env.example')).toBe(envExample())
  })

  it('[CFG-14] .env.example names every variable, and its defaults are those of an empty environment', () => {
    const everyLineTaken = parseEnv(envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, ''))
    expect(Object.keys(everyLineTaken).toSorted()).toEqual(variableNames.toSorted())
    expect(loaded(everyLineTaken)).toEqual(loaded({}))
    expect(parseEnv(envExample())).toEqual({})
  })

  it.each<[string, Language]>([
    ['README.md', 'en'],
    ['README.ru.md', 'ru'],
  ])('[CFG-14] %s holds the table', (file, language) => {
    const readme = contentOf(file)
    const place = tablePlace(readme)
    if (!place)
      throw new Error(`${file} needs exactly one line ${TABLE_BEGIN} and, after it, one line ${TABLE_END}`)
    expect(readme.slice(place.from, place.to).trim()).toBe(configurationTable(language))
  })

  it('[CFG-14] .env.example says nothing of a variable without a default and without consequence', () => {
    expect(envExample()).toContain('(Cassandra)\n#CASSANDRA_USERNAME=\n')
    expect(envExample()).toContain('# Default: no limit\n#REGION_CAPACITY=\n')
    expect(configurationTable('en')).toContain('| `CASSANDRA_USERNAME` | Cassandra | — |')
  })

  it('[CFG-14] each variable is described in both languages', () => {
    for (const name of variableNames) {
      expect(variables[name].meaning.en).toMatch(/^[\x20-\x7e]+$/)
      expect([name, variables[name].meaning.ru]).toEqual([name, expect.stringMatching(/[а-я]/)])
    }
  })

  it('[CFG-14] the table replaces what stands between the markers, and nothing is written without them', () => {
    const readme = `before\n${TABLE_BEGIN}\nold\n${TABLE_END}\nafter\n`
    const updated = withTable(readme, 'en')
    expect(updated).toBe(`before\n${TABLE_BEGIN}\n\n${configurationTable('en')}\n\n${TABLE_END}\nafter\n`)
    expect(withTable('no markers', 'en')).toBeUndefined()
    expect(withTable(`${TABLE_END}${TABLE_BEGIN}`, 'en')).toBeUndefined()
    expect(withTable(readme + readme, 'en')).toBeUndefined()
  })
})
