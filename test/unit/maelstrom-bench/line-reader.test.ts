import { describe, expect, it } from '@jest/globals'
import { LineReader } from '../../../src/maelstrom/bench/run/line-reader.ts'

function linesOf(chunks: readonly Buffer[]): string[] {
  const lines: string[] = []
  const reader = new LineReader((line) => lines.push(line))
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return lines
}

describe('lines of a node', () => {
  it('[GLOM-13] come whole, however they are cut, without empty ones, and with the last', () => {
    const text = Buffer.from('{"a":"ü€"}\n\n  \nsecond line\nrest')
    const whole = ['{"a":"ü€"}', 'second line', 'rest']
    expect(linesOf([text])).toEqual(whole)
    expect(linesOf([...text].map((byte) => Buffer.from([byte])))).toEqual(whole)
  })
})
