const SHOWN_LENGTH = 80

/** A rejected value as a message may show it: on one line, not endless, and without what may be a password. */
export function quoted(text: string): string {
  const withoutCredentials = text.replace(/[^/,\s]*@/g, '***@')
  const cut =
    withoutCredentials.length > SHOWN_LENGTH
      ? `${withoutCredentials.slice(0, SHOWN_LENGTH)}…`
      : withoutCredentials
  return JSON.stringify(cut)
}
