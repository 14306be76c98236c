/** Text that is markup already. Everything else that gets into a page is escaped on the way. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = string | number | Markup | readonly Piece[] | undefined

/** A template of markup: what is put into it is escaped, unless it is markup itself; `undefined` is nothing. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(texts.reduce((page, text, index) => page + written(pieces[index - 1]) + text))
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function written(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'object') return piece.map(written).join('')
  return String(piece).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/** A value for a script of the page to read. In it nothing can end the element that carries it. */
export function dataElement(id: string, value: unknown): Markup {
  const text = JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape)
  return new Markup(`<script type="application/json" id="${id}">${text}</script>`)
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
