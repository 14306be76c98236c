import { describe, expect, it } from '@jest/globals'
import { csv } from '../../../../src/simulator/report/csv.ts'
import { compact, grouped, percent, short } from '../../../../src/simulator/report/numbers.ts'
import { roundLines } from '../../../../src/simulator/report/round-lines.ts'
import { runEpidemic } from '../../../../src/simulator/epidemic/run-epidemic.ts'
import { classicText } from '../../../../src/simulator/report/epidemic/classic-text.ts'
import { epidemicCsv } from '../../../../src/simulator/report/epidemic/epidemic-csv.ts'
import { seedRow, seedsCsv, seedsText } from '../../../../src/simulator/report/epidemic/seeds.ts'
import type { EpidemicReport } from '../../../../src/simulator/epidemic/report.ts'

const report = runEpidemic({ seed: 1 })
const changed = (fields: Partial<EpidemicReport>): EpidemicReport => ({ ...report, ...fields })

describe('figures', () => {
  it('[SIMR-15] look the same everywhere', () => {
    expect([grouped(1_234_567.8), grouped(-1234, 1), grouped(12)]).toEqual(['1,234,568', '-1,234.0', '12'])
    expect([short(2.5), short(3), short(0.1 + 0.2)]).toEqual(['2.5', '3', '0.3'])
    expect([compact(999), compact(20_000), compact(1_500_000)]).toEqual(['999', '20k', '1.5M'])
    expect([percent(0.05), percent(0.123, 1)]).toEqual(['5%', '12.3%'])
  })
})

describe('CSV', () => {
  it('[SIMR-6] quotes what needs it, and nothing in it runs in a spreadsheet', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x,"y"', 1],
          ['=cmd()', undefined],
        ],
      ),
    ).toBe(`a,b\n"x,""y""",1\n'=cmd(),\n`)
  })

  it('[SIMR-6] of an epidemic has one row per round, which add up to the report', () => {
    const rows = epidemicCsv(report).trim().split('\n').slice(1)
    const messages = rows.map((row) => Number(row.split(',')[3]))
    expect(messages.reduce((sum, one) => sum + one, 0)).toBe(report.totalMessages)
  })
})

describe('the classic output', () => {
  it('[SIMR-1] never shows fewer nodes than before', () => {
    const lines = roundLines(changed({ coverageByRound: [3, 7.5, 7.1, 9, 10], rounds: 5, reached: 10 }))
    expect(lines.map(({ nodes }) => nodes)).toEqual([3, 7, 7, 9, 10])
  })

  it('[SIMR-1] ends at the round of convergence, however long messages are still under way', () => {
    const lines = roundLines(changed({ coverageByRound: [3, 9, 10, 10, 10], rounds: 2.3, reached: 10 }))
    expect(lines).toEqual([
      { round: 1, nodes: 3, isLast: false },
      { round: 2, nodes: 9, isLast: false },
      { round: 3, nodes: 10, isLast: true },
    ])
  })

  it('[SIMR-1] thins out the rounds of a long run, and keeps the last', () => {
    const lines = roundLines(
      changed({
        coverageByRound: Array.from({ length: 999 }, (_, round) => round + 2),
        rounds: 999,
        reached: 1000,
      }),
    )
    expect(lines.length).toBeLessThan(100)
    expect(lines.at(-1)).toEqual({ round: 999, nodes: 1000, isLast: true })
  })

  it('[SIMR-2] says of a run that did not converge how far it came', () => {
    const text = classicText(
      changed({
        converged: false,
        rounds: null,
        convergenceMs: null,
        reached: 7,
        live: 10,
        endedMs: 120_000,
      }),
    )
    expect(text).not.toContain('(CONVERGED)')
    expect(text).toContain('NOT CONVERGED: 7 of 10 live nodes have the message after 120000ms')
    expect(text).toContain('Convergence time: never')
  })

  it('[SIMR-1] says where theory has no answer', () => {
    expect(classicText(changed({ predicted: null }))).toContain('Predicted rounds: none for this strategy')
  })
})

describe('many seeds', () => {
  it('[SIMR-13] are summed up, with those that did not converge by name', () => {
    const rows = [1, 2, 3].map((seed) => seedRow(runEpidemic({ seed })))
    const [first, second, third] = rows
    if (!first || !second || !third) throw new Error('three runs give three rows')
    const text = seedsText([first, { ...second, converged: false }, third])
    expect(text).toContain('Seeds 1 to 3: 2 of 3 converged')
    expect(text).toContain('Not converged: seeds 2')
    expect(seedsCsv(rows).trim().split('\n')).toHaveLength(4)
  })
})
