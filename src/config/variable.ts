import { makeExactValidator, type OptionalValidatorSpec, type RequiredValidatorSpec } from 'envalid'
import type { Parser } from './parsers.ts'

/** One text in the languages of the two READMEs. */
export interface Bilingual {
  readonly en: string
  readonly ru: string
}

/** The servers that a variable is for. */
export type Scope = 'every' | 'main' | 'regional' | 'embedded' | 'cassandra'

export interface VariableInfo {
  readonly scope: Scope
  readonly meaning: Bilingual
  /** Is kept out of the configuration object and out of every message. */
  readonly secret?: true
}

/**
 * What the documents show as the default: a text that could be written there, a sentence about what happens, or nothing
 * where nothing happens.
 */
export interface ShownDefault {
  readonly shownDefault: { readonly literal: string } | Bilingual | undefined
}

export type Described<S> = S & VariableInfo & ShownDefault

/** `literal` goes through the same parser as what people write, so it cannot be a value that they could not write. */
export function withDefault<T>(
  parse: Parser<NonNullable<T>>,
  literal: string,
  info: VariableInfo,
): Described<RequiredValidatorSpec<NonNullable<T>>> {
  const spec = makeExactValidator<NonNullable<T>>(parse)({ default: parse(literal) })
  return { ...spec, ...info, shownDefault: { literal } }
}

export function optional<T>(
  parse: Parser<NonNullable<T>>,
  whenUnset: Bilingual | undefined,
  info: VariableInfo,
): Described<OptionalValidatorSpec<NonNullable<T>>> {
  const spec = makeExactValidator<NonNullable<T>>(parse)({ default: undefined })
  return { ...spec, ...info, shownDefault: whenUnset }
}
