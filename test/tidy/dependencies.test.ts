import { describe, expect, it } from '@jest/globals'
import { readProject, readProjectFile } from './project-files.ts'

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

function withoutReason(names: readonly string[], decisions: string): string[] {
  return names.filter((name) => !decisions.includes(`\`${name}\``))
}

describe('dependencies', () => {
  const manifest: PackageFile = JSON.parse(readProjectFile('package.json'))
  const all = { ...manifest.dependencies, ...manifest.devDependencies }

  it('each have their reason in docs/decisions', () => {
    const decisions = [...readProject('docs/decisions/*dependencies*.md').values()].join('\n')
    expect(withoutReason(Object.keys(all), decisions)).toEqual([])
  })

  it('have exact versions', () => {
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(loose).toEqual([])
  })

  it('without a reason are found', () => {
    expect(
      withoutReason(['undici', 'uuid'], 'We use `undici` because …; uuid is named without a mark.'),
    ).toEqual(['uuid'])
  })
})
