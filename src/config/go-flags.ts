/** One flag of a command line, or one word that is none. `words` is what it was written as. */
export type FlagItem<F> =
  /** `value` is absent if none is written. */
  | {
      readonly kind: 'flag'
      readonly flag: F
      readonly name: string
      readonly value: string | undefined
      readonly words: readonly string[]
    }
  /** It looks like a flag, and there is none of that name; what follows may have been meant as its value. */
  | {
      readonly kind: 'unknown'
      readonly name: string
      readonly value: string | undefined
      readonly words: readonly string[]
    }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** `--`: behind it there are no flags. */
  | { readonly kind: 'end'; readonly words: readonly string[] }

export interface FlagRules<F> {
  /** The flag that goes by this name. */
  readonly find: (name: string) => F | undefined
  /** A flag that takes none stands alone; what follows "=" is handed over all the same. */
  readonly takesValue: (flag: F) => boolean
  /** Whether the next word can be the value of the flag before it. Go takes any. */
  readonly isValue?: (word: string) => boolean
}

const FLAG = /^--?(?<name>[A-Za-z][^=]*)(?:=(?<value>.*))?$/s

/**
 * Reads flags as Go programs take them, because people know them so from where this comes from: one dash or two, `-x=v`
 * or `-x v`. What a flag means, and what is wrong with it, is for the caller to say.
 */
export function* readGoFlags<F>(words: readonly string[], rules: FlagRules<F>): Generator<FlagItem<F>> {
  const { find, takesValue, isValue = () => true } = rules
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') {
      yield { kind: 'end', words: [word] }
      for (const other of words.slice(at + 1)) yield { kind: 'word', words: [other] }
      return
    }
    const { name, value } = FLAG.exec(word)?.groups ?? {}
    const flag = name === undefined ? undefined : find(name)
    const next = words[at + 1]
    if (name === undefined) yield { kind: 'word', words: [word] }
    else if (flag === undefined) yield { kind: 'unknown', name, value, words: [word] }
    else if (value !== undefined || !takesValue(flag) || next === undefined || !isValue(next))
      yield { kind: 'flag', flag, name, value, words: [word] }
    else {
      yield { kind: 'flag', flag, name, value: next, words: [word, next] }
      at++
    }
  }
}

export function isFlag(word: string): boolean {
  return FLAG.test(word)
}
