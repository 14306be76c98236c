import { describe, expect, it } from '@jest/globals'
import { verdict } from '../../../bench/report/figure.ts'
import { markdown, short } from '../../../bench/report/markdown.ts'
import { withMeasurements } from '../../../bench/report/performance-page.ts'
import type { Report } from '../../../bench/report/report.ts'

const REPORT: Report = {
  date: '2026-11-20',
  conditions: {
    cpu: 'A CPU',
    cores: 2,
    memoryGb: 24,
    node: '26.10.0',
    system: 'linux 6',
    fileSystem: 'ext4',
    durableWriteMs: 0.2,
  },
  parts: [
    {
      title: 'Starts',
      notes: ['How it was done.'],
      table: { columns: ['load', 'requests/s'], rows: [['start', '14000']] },
      figures: [
        { what: 'start of the floor', measured: 0.25, asked: { least: 0.22 }, stretch: { least: 0.28 } },
        { what: 'p99', measured: 20, asked: { most: 15 }, unit: 'ms' },
      ],
      raw: {},
    },
  ],
}

describe('the report of the benchmark', () => {
  it.each([
    [{ measured: 0.22, asked: { least: 0.22 } }, 'passed'],
    [{ measured: 0.21, asked: { least: 0.22 } }, 'missed'],
    [{ measured: 15, asked: { most: 15 } }, 'passed'],
    [{ measured: 0.3, asked: { least: 0.22 }, stretch: { least: 0.28 } }, 'passed, stretch too'],
    [{ measured: 0.25, asked: { least: 0.22 }, stretch: { least: 0.28 } }, 'passed'],
    [{ measured: Number.NaN, asked: { most: 15 } }, 'missed'],
  ])('[BEN-4] says of %j: %s', (figure, expected) => {
    expect(verdict({ what: 'figure', ...figure })).toBe(expected)
  })

  it('[BEN-4] shows what was asked beside what was measured, and under which conditions', () => {
    const text = markdown(REPORT)
    expect(text).toContain('| start of the floor | >= 0.22 (stretch >= 0.28) | 0.25 | passed |')
    expect(text).toContain('| p99 | <= 15 ms | 20 ms | missed |')
    expect(text).toMatch(/Measured 2026-11-20 on 2 cores \(A CPU, 24 GB, linux 6\).*Node 26\.10\.0.*ext4/)
    expect(text).toContain(
      '### Starts\n\nHow it was done.\n\n| load | requests/s |\n| --- | --- |\n| start | 14000 |',
    )
  })

  it('[BEN-5] replaces only what stands between the marks of the page', () => {
    const page = '# Page\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nrest'
    const once = withMeasurements(page, 'new')
    expect(once).toBe('# Page\n<!-- bench: begin -->\n\nnew\n\n<!-- bench: end -->\nrest')
    expect(withMeasurements(once, 'new')).toBe(once)
    expect(() => withMeasurements('# Page', 'new')).toThrow('marks')
  })

  it.each([
    [123.4, '123'],
    [12.345, '12.3'],
    [0.12345, '0.123'],
    [Number.NaN, '-'],
  ])('writes %d as %s', (value, expected) => {
    expect(short(value)).toBe(expected)
  })
})
