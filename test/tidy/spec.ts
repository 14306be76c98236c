import type { Sources } from './project-files.ts'
import { readSource } from './source-text.ts'

/** `[SES-1]` or `[SES-1, SES-4]` at any place of a test's title; ids of other worlds (RFC-9457) stand without brackets. */
const QUOTE = /\[((?:[A-Z]+-\d+)(?:,\s*[A-Z]+-\d+)*)\]/g
/** A rule's line: `- **SES-1** …`. */
const RULE = /^- \*\*([A-Z]+-\d+)\*\*/gm

export function rulesIn(spec: string): string[] {
  return [...spec.matchAll(RULE)].map((match) => match[1] ?? '')
}

/** The ids that titles quote: titles are string literals, and no other string carries such brackets. */
export function quotedRules(tests: Sources): Map<string, string> {
  const quoted = new Map<string, string>()
  for (const [path, text] of tests) {
    for (const literal of readSource(text).strings) {
      for (const [, ids = ''] of literal.matchAll(QUOTE)) {
        for (const id of ids.split(/,\s*/)) quoted.set(id, path)
      }
    }
  }
  return quoted
}

export interface SpecFaults {
  readonly repeated: string[]
  readonly untested: string[]
  readonly unknown: string[]
}

export function specFaults(spec: string, tests: Sources): SpecFaults {
  const rules = rulesIn(spec)
  const quoted = quotedRules(tests)
  return {
    repeated: rules.filter((id, index) => rules.indexOf(id) !== index),
    untested: rules.filter((id) => !quoted.has(id)),
    unknown: [...quoted].filter(([id]) => !rules.includes(id)).map(([id, path]) => `${id} in ${path}`),
  }
}
