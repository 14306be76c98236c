import { describe, expect, it } from '@jest/globals'
import { readProject } from './project-files.ts'

const LINE_LIMIT = 400
const MEDIAN_LIMIT = 100

const lines = [...readProject('{src,test,bin,scripts}/**/*.{ts,js}')].map(([path, text]) => ({
  path,
  count: text.split('\n').length - 1,
}))

describe('files', () => {
  it(`are no longer than ${LINE_LIMIT} lines`, () => {
    expect(lines.filter(({ count }) => count > LINE_LIMIT)).toEqual([])
  })

  it(`of the sources have a median below ${MEDIAN_LIMIT} lines`, () => {
    const counts = lines.filter(({ path }) => path.startsWith('src/')).map(({ count }) => count)
    const median = counts.sort((a, b) => a - b)[Math.floor(counts.length / 2)]
    expect(median).toBeLessThan(MEDIAN_LIMIT)
  })

  it('are named in kebab-case', () => {
    const odd = lines.filter(({ path }) => !/^[\w/-]*\/[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(path))
    expect(odd.map(({ path }) => path)).toEqual([])
  })
})
