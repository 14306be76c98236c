import { describe, expect, it } from '@jest/globals'
import { type FlagRules, readGoFlags } from '../../../src/config/go-flags.ts'

const RULES: FlagRules<string> = {
  find: (name) => ['name', 'on'].find((known) => known === name),
  takesValue: (flag) => flag === 'name',
}

/** What is read, in short: flags as `name:value`. */
function read(words: readonly string[], more: Partial<FlagRules<string>> = {}): readonly string[] {
  return [...readGoFlags(words, { ...RULES, ...more })].map((item) => {
    if (item.kind === 'word' || item.kind === 'end') return `${item.kind} ${item.words.join(' ')}`
    return `${item.kind} ${item.name}:${item.value ?? '(none)'}`
  })
}

describe('flags as Go programs take them', () => {
  it.each([[['-name=x']], [['--name=x']], [['-name', 'x']], [['--name', 'x']]])(
    '[NODE-16] have one dash or two, and a value after "=" or in the next word: %j',
    (words) => {
      expect(read(words)).toEqual(['flag name:x'])
    },
  )

  it('[NODE-16] that take no value leave the next word alone', () => {
    expect(read(['-on', 'x', '--on=false'])).toEqual(['flag on:(none)', 'word x', 'flag on:false'])
  })

  it('[NODE-16] take any next word as value, unless it is told apart', () => {
    expect(read(['-name', '-on'])).toEqual(['flag name:-on'])
    expect(read(['-name', '-on'], { isValue: (word) => !word.startsWith('-') })).toEqual([
      'flag name:(none)',
      'flag on:(none)',
    ])
    expect(read(['-name'])).toEqual(['flag name:(none)'])
    expect(read(['-name='])).toEqual(['flag name:'])
  })

  it('[NODE-16] that nobody knows take no value with them; numbers and lone dashes are none', () => {
    expect(read(['-odd', 'x', '--odd=1', '-5', '-', '---name=x'])).toEqual([
      'unknown odd:(none)',
      'word x',
      'unknown odd:1',
      'word -5',
      'word -',
      'word ---name=x',
    ])
  })

  it('[NODE-16] end at "--"', () => {
    expect(read(['-on', '--', '-name', 'x', '--'])).toEqual([
      'flag on:(none)',
      'end --',
      'word -name',
      'word x',
      'word --',
    ])
  })

  it('[NODE-16] come with the words that they were written as', () => {
    const words = ['-name', 'x', '-on', '-odd=1', 'y']
    expect([...readGoFlags(words, RULES)].flatMap((item) => item.words)).toEqual(words)
  })
})
