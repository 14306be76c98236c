import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Language, TABLE_BEGIN, TABLE_END, envExample, withTable } from '../config/render.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { tell } from './terminal.ts'

const READMES: readonly { readonly file: string; readonly language: Language }[] = [
  { file: 'README.md', language: 'en' },
  { file: 'README.ru.md', language: 'ru' },
]

/** `npm run docs:config`: writes the table of variables into `.env.example` and both READMEs of the working directory. */
export function writeConfigDocs(): number {
  writeFileSync('.env.example', envExample())
  const failures = READMES.map(({ file, language }) => updateReadme(file, language)).filter(
    (it) => it !== undefined,
  )
  for (const failure of failures) tell(failure)
  return failures.length === 0 ? EXIT_OK : EXIT_FAILED
}

function updateReadme(file: string, language: Language): string | undefined {
  if (!existsSync(file))
    return `${file} does not exist yet: write it, with a line ${TABLE_BEGIN} and a line ${TABLE_END}`
  const updated = withTable(readFileSync(file, 'utf8'), language)
  if (updated === undefined)
    return `${file} needs exactly one line ${TABLE_BEGIN} and, after it, one line ${TABLE_END}`
  writeFileSync(file, updated)
  return undefined
}
