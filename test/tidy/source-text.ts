// A small reader of TypeScript that knows just enough to tell code from comments, strings and regular expressions.
// The native compiler offers no API for this, and a check that trips over a word in a comment is soon switched off.

export interface SourceText {
  /** The code, with comments blanked and every string replaced by `"n"`, its index in `strings`. */
  readonly code: string
  readonly strings: readonly string[]
}

/** A slash after one of these begins a regular expression; after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|await|yield|throw|new))\s*$/

export function readSource(text: string): SourceText {
  const strings: string[] = []
  let code = ''
  let at = 0
  /** Depth of open braces at each open `${`, so that its own closing brace is found. */
  const templates: number[] = []
  let depth = 0

  const keep = (literal: string) => {
    code += `"${strings.length}"`
    strings.push(literal)
  }
  /** Reads a template's text from `at` up to its end or its next `${`. */
  const readTemplate = () => {
    const end = endOfTemplatePart(text, at)
    keep(text.slice(at, end))
    if (text[end] === '`' || end >= text.length) {
      at = end + 1
      return
    }
    code += '+('
    templates.push(depth)
    depth += 1
    at = end + 2
  }

  while (at < text.length) {
    const char = text.charAt(at)
    const two = text.slice(at, at + 2)
    if (two === '//') at = endOf(text, '\n', at, 0)
    else if (two === '/*') {
      const end = endOf(text, '*/', at + 2, 2)
      code += ` ${text.slice(at, end).replaceAll(/[^\n]/g, '')}`
      at = end
    } else if (char === "'" || char === '"') {
      const end = endOfQuoted(text, at)
      keep(text.slice(at + 1, end))
      at = end + 1
    } else if (char === '`') {
      at += 1
      readTemplate()
    } else if (char === '}' && templates.at(-1) === depth - 1) {
      templates.pop()
      depth -= 1
      code += ')+'
      at += 1
      readTemplate()
    } else if (char === '/' && BEFORE_REGEX.test(code.slice(-20))) {
      const end = endOfRegex(text, at)
      keep(text.slice(at, end))
      at = end
    } else {
      if (char === '{') depth += 1
      if (char === '}') depth -= 1
      code += char
      at += 1
    }
  }
  return { code, strings }
}

function endOf(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + length
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start]
  let at = start + 1
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return at
}

function endOfTemplatePart(text: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== '`' && text.slice(at, at + 2) !== '${')
    at += text[at] === '\\' ? 2 : 1
  return at
}

function endOfRegex(text: string, start: number): number {
  let at = start + 1
  let inClass = false
  while (at < text.length && text[at] !== '\n') {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) break
    at += 1
  }
  at += 1
  while (/[a-z]/.test(text[at] ?? '')) at += 1
  return at
}
