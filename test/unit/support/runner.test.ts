import { describe, expect, it } from '@jest/globals'
import type { JestReport } from '../../support/runner/jest.ts'
import { needOf, turnsOf, withoutFiles } from '../../support/runner/selection.ts'
import { exitCodeOf, leftOutLines, tally, tallyLines } from '../../support/runner/summary.ts'

const report: JestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numRuntimeErrorTestSuites: 0,
}

describe('the order of test files', () => {
  const unit = '/home/me/gamemesh/test/unit/a.test.ts'
  const node = '/home/me/gamemesh/test/cassandra/own-node/a.test.ts'
  const cluster = '/home/me/gamemesh/test/cassandra/own-cluster/a.test.ts'

  it('those that start nodes of their own come last, one at a time', () => {
    expect(turnsOf([cluster, unit, node], [])).toEqual([
      { turn: [unit], options: [] },
      { turn: [cluster, node], options: ['--maxWorkers=1'] },
    ])
    expect(turnsOf([node], [])).toEqual([{ turn: [node], options: ['--maxWorkers=1'] }])
    expect(turnsOf([unit], [])).toEqual([{ turn: [unit], options: [] }])
    expect(turnsOf([], [])).toEqual([])
  })

  it('coverage is counted over one run', () => {
    expect(turnsOf([unit, node], ['--coverage'])).toEqual([{ turn: [unit, node], options: [] }])
  })
})

describe('which test files need Cassandra', () => {
  it.each([
    '/home/me/gamemesh/test/cassandra/schema.test.ts',
    '/home/me/gamemesh/test/contract/cassandra/store.test.ts',
    '/home/me/gamemesh/test/contract/cassandra.test.ts',
    '/home/me/gamemesh/test/contract/session-store.cassandra.test.ts',
  ])('%s needs a keyspace', (file) => {
    expect(needOf(file)).toBe('keyspace')
  })

  it.each([
    ['own-node', '/home/me/gamemesh/test/cassandra/own-node/credentials.test.ts'],
    ['own-cluster', '/home/me/gamemesh/test/cassandra/own-cluster/data-centres.test.ts'],
    ['own-cluster', String.raw`C:\gamemesh\test\cassandra\own-cluster\data-centres.test.ts`],
  ])('those in a folder %s start theirs themselves', (need, file) => {
    expect(needOf(file)).toBe(need)
  })

  it.each([
    '/home/me/gamemesh/test/unit/storage/cassandra/session-repository.test.ts',
    '/home/me/cassandra/gamemesh/test/unit/sessions/game-service.test.ts',
    '/home/me/test/cassandra/gamemesh/test/unit/sessions/game-service.test.ts',
    '/home/me/gamemesh/test/contract/session-store.memory.test.ts',
    '/home/me/gamemesh/test/contract/not-cassandra.test.ts',
    '/home/me/cassandra/own-node/gamemesh/test/contract/memory.test.ts',
    '/home/me/gamemesh/test/unit/cassandra/own-node/x.test.ts',
  ])('%s needs none', (file) => {
    expect(needOf(file)).toBe('none')
  })

  it('leaves out exactly the named files', () => {
    const [, ...patterns] = withoutFiles(['/a/test/x.test.ts'])
    const matches = (path: string) => patterns.some((pattern) => new RegExp(pattern).test(path))
    expect(matches('/a/test/x.test.ts')).toBe(true)
    expect(matches('/a/test/x.test.tsx')).toBe(false)
    expect(matches('/b/a/test/x.test.ts')).toBe(false)
    expect(withoutFiles([])).toEqual([])
  })
})

describe('the end of a test run', () => {
  it('counts a suite that could not run as a failure', () => {
    const count = tally([
      {
        exitCode: 1,
        report: { ...report, numFailedTests: 2, numRuntimeErrorTestSuites: 1 },
      },
    ])
    expect(tallyLines(count)).toEqual(['5 passed, 3 failed'])
  })

  it('counts a Jest without a report as a failure', () => {
    expect(tallyLines(tally([{ exitCode: 1, report: undefined }]))).toEqual(['0 passed, 1 failed'])
  })

  it('does not hide skipped tests', () => {
    const count = tally([{ exitCode: 0, report: { ...report, numPendingTests: 2 } }])
    expect(tallyLines(count)).toEqual(['2 skipped', '5 passed, 0 failed'])
  })

  it('names each file left out and each closed way', () => {
    const lines = leftOutLines({
      need: 'a Cassandra node of their own',
      files: ['test/cassandra/a.test.ts'],
      closed: [
        { way: 'Docker', reason: 'no daemon answers' },
        { way: 'Java 17 + Maven', reason: 'Cassandra ended:\nline of its log' },
      ],
    })
    expect(lines.join('\n')).toBe(
      [
        'Did not run, because they need a Cassandra node of their own:',
        '  test/cassandra/a.test.ts',
        'Why there is none:',
        '  Docker: no daemon answers',
        '  Java 17 + Maven: Cassandra ended:',
        '    line of its log',
      ].join('\n'),
    )
  })

  it.each([
    { what: 'all is well', failed: 0, passed: 5, jestExitCode: 0, leftOut: 0, strict: true, code: 0 },
    { what: 'a test failed', failed: 1, passed: 5, jestExitCode: 0, leftOut: 0, strict: false, code: 1 },
    { what: 'nothing ran', failed: 0, passed: 0, jestExitCode: 0, leftOut: 0, strict: false, code: 1 },
    {
      what: 'files were left out',
      failed: 0,
      passed: 5,
      jestExitCode: 0,
      leftOut: 1,
      strict: false,
      code: 0,
    },
    {
      what: 'the same with CI set',
      failed: 0,
      passed: 5,
      jestExitCode: 0,
      leftOut: 1,
      strict: true,
      code: 1,
    },
    { what: 'only Jest objects', failed: 0, passed: 5, jestExitCode: 3, leftOut: 0, strict: false, code: 3 },
  ])('exits with $code when $what', ({ failed, passed, jestExitCode, leftOut, strict, code }) => {
    expect(exitCodeOf({ count: { passed, failed, skipped: 0 }, jestExitCode, leftOut, strict })).toBe(code)
  })
})
