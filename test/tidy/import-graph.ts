import { type Sources, resolveImport } from './project-files.ts'
import { readSource } from './source-text.ts'

export interface Import {
  readonly from: string
  /** A path of the project, or the name of a package or of a Node module (`node:…`). */
  readonly to: string
  readonly internal: boolean
  /** What stands between `import` and `from`: empty for `import('…')` and `import '…'`. */
  readonly clause: string
}

/** Type-only imports count too: a type is knowledge, and knowledge has the same direction as code. */
const FORMS = [
  /\b(?:import|export)\b(?<clause>[^"';]*?)\bfrom\s*"(?<index>\d+)"/g,
  /\bimport\s*"(?<index>\d+)"/g,
  /\bimport\s*\(\s*"(?<index>\d+)"/g,
  /\brequire\s*\(\s*"(?<index>\d+)"/g,
  /\bimport\.meta\.resolve\s*\(\s*"(?<index>\d+)"/g,
  /\bnew\s+URL\s*\(\s*"(?<index>\d+)"\s*,\s*import\.meta\.url/g,
]

export function importsOf(path: string, text: string): Import[] {
  const { code, strings } = readSource(text)
  return FORMS.flatMap((form) => [...code.matchAll(form)]).map((match) => {
    const specifier = strings[Number(match.groups?.['index'])] ?? ''
    const internal = specifier.startsWith('.')
    return {
      from: path,
      to: internal ? resolveImport(path, specifier) : packageOf(specifier),
      internal,
      clause: match.groups?.['clause'] ?? '',
    }
  })
}

export function allImports(sources: Sources): Import[] {
  return [...sources].flatMap(([path, text]) => importsOf(path, text))
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

/** One cycle for each import that closes one, as the list of files on the way round. */
export function cycles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to, internal } of imports) {
    if (internal) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) {
      found.push([...trail.slice(start), path])
      return
    }
    if (done.has(path)) return
    for (const next of targets.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return found
}

/** Files that nothing in the project's sources imports and that are no entry. */
export function orphans(
  sources: Sources,
  imports: readonly Import[],
  isEntry: (path: string) => boolean,
): string[] {
  const used = new Set(imports.map(({ to }) => to))
  return [...sources.keys()].filter((path) => !used.has(path) && !isEntry(path))
}
