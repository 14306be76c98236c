import { describe, expect, it } from '@jest/globals'
import { readOptions } from '../../../bench/options.ts'

describe('the command line of the benchmark', () => {
  it('[BEN-6] takes parts, rounds, seconds and sizes', () => {
    const words = ['--only', 'embedded,cassandra', '--rounds', '3', '--seconds', '4', '--sizes', '10,20']
    expect(readOptions(words)).toMatchObject({
      parts: ['embedded', 'cassandra'],
      rounds: 3,
      seconds: 4,
      sizes: [10, 20],
    })
  })

  it.each([
    [['--only', 'everything'], 'there is no part "everything"'],
    [['--rounds', '0'], '--rounds: "0"'],
    [['--sizes', '10,x'], '--sizes: "x"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('[BEN-6] refuses %j', (words, message) => {
    expect(() => readOptions(words)).toThrow(message)
  })
})
