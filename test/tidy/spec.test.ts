import { describe, expect, it } from '@jest/globals'
import { readProject, readProjectFile } from './project-files.ts'
import { rulesIn, specFaults } from './spec.ts'

const tests = new Map([...readProject('test/**/*.ts')].filter(([path]) => !path.startsWith('test/tidy/')))

describe('docs/SPEC.md', () => {
  it('has rules', () => {
    expect(rulesIn(readProjectFile('docs/SPEC.md')).length).toBeGreaterThan(0)
  })

  it('has each rule once, each quoted by a test, and tests quote no other', () => {
    expect(specFaults(readProjectFile('docs/SPEC.md'), tests)).toEqual({
      repeated: [],
      untested: [],
      unknown: [],
    })
  })
})

describe('the check of the rules', () => {
  it('finds untested, unknown and repeated rules', () => {
    const spec = '- **SES-1** One.\n- **SES-2** Two.\n- **SES-2** Again.\nText about **SES-9**.\n'
    const files = new Map([
      ['test/a.test.ts', `it('[SES-1, REG-4] works', f)\n// [SES-2] in a comment counts for nothing\n`],
      ['test/b.test.ts', 'it(`[HTTP-7] ${x}`, f)\nit("RFC-9457 is no rule", f)'],
    ])
    expect(specFaults(spec, files)).toEqual({
      repeated: ['SES-2'],
      untested: ['SES-2', 'SES-2'],
      unknown: ['REG-4 in test/a.test.ts', 'HTTP-7 in test/b.test.ts'],
    })
  })
})
