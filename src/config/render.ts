import type { Bilingual, Scope } from './variable.ts'
import { type VariableName, variableNames, variables } from './variables.ts'

export type Language = keyof Bilingual

const SCOPES: Readonly<Record<Scope, Bilingual>> = {
  every: { en: 'every server', ru: 'все серверы' },
  main: { en: 'main', ru: 'главный' },
  regional: { en: 'regional', ru: 'региональный' },
  embedded: { en: 'embedded', ru: 'embedded' },
  cassandra: { en: 'Cassandra', ru: 'Cassandra' },
}

const HEADINGS: readonly Bilingual[] = [
  { en: 'Variable', ru: 'Переменная' },
  { en: 'For', ru: 'Для' },
  { en: 'Default', ru: 'По умолчанию' },
  { en: 'Meaning', ru: 'Значение' },
]

/** The README's table of variables. */
export function configurationTable(language: Language): string {
  const rows = variableNames.map((name) => {
    const { scope, meaning } = variables[name]
    return [`\`${name}\``, SCOPES[scope][language], shownDefault(name, language), meaning[language]]
  })
  const head = [HEADINGS.map((heading) => heading[language]), HEADINGS.map(() => '---')]
  return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function shownDefault(name: VariableName, language: Language): string {
  const { shownDefault: shown } = variables[name]
  if (!shown) return '—'
  return 'literal' in shown ? `\`${shown.literal}\`` : shown[language]
}

const ENV_EXAMPLE_HEAD = `# Configuration of one Gamemesh server. Copy this file to .env and take the "#" from the lines that you change: what
# stands here are the defaults. A variable that is set in the environment wins over this file.
`

/** The text of `.env.example`. */
export function envExample(): string {
  return [ENV_EXAMPLE_HEAD, ...variableNames.map(envExampleEntry)].join('\n')
}

function envExampleEntry(name: VariableName): string {
  const { scope, meaning, shownDefault: shown } = variables[name]
  const applies = scope === 'every' ? '' : ` (${SCOPES[scope].en})`
  const about = `# ${plain(meaning.en)}${applies}\n`
  if (!shown) return `${about}#${name}=\n`
  if ('literal' in shown) return `${about}#${name}=${shown.literal}\n`
  return `${about}# Default: ${plain(shown.en)}\n#${name}=\n`
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '')
}

export const TABLE_BEGIN = '<!-- configuration -->'
export const TABLE_END = '<!-- /configuration -->'

/** Where the table stands in a README, its markers left out; `undefined` when there is not exactly one such place. */
export function tablePlace(readme: string): { readonly from: number; readonly to: number } | undefined {
  const from = readme.indexOf(TABLE_BEGIN)
  const to = readme.indexOf(TABLE_END)
  const once = readme.lastIndexOf(TABLE_BEGIN) === from && readme.lastIndexOf(TABLE_END) === to
  return from >= 0 && to > from && once ? { from: from + TABLE_BEGIN.length, to } : undefined
}

/** `readme` with today's table; `undefined` when the markers are missing. */
export function withTable(readme: string, language: Language): string | undefined {
  const place = tablePlace(readme)
  if (!place) return undefined
  return `${readme.slice(0, place.from)}\n\n${configurationTable(language)}\n\n${readme.slice(place.to)}`
}
