import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join, posix } from 'node:path'
import { assert } from '../../base/assert.ts'

/** What the page may consist of: more means that something has crept in that is not meant for browsers. */
const MAX_MODULES = 200

const IMPORTS = [
  /^\s*import\s+[\w$\s{},*]+?\s+from\s*['"](?<specifier>[^'"]+)['"]/gm,
  /^\s*import\s*['"](?<specifier>[^'"]+)['"]/gm,
  /^\s*export\s*(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*['"](?<specifier>[^'"]+)['"]/gm,
  /\bimport\(\s*['"](?<specifier>[^'"]+)['"]/g,
]
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/m

/**
 * The modules that a page needs, as JavaScript by their path below `root`: the entry and whatever it imports, and nothing
 * else. They are read once, so that no request can name a file. Sources lose their types and keep their names, since a
 * browser goes by the type of the answer and not by the name; built modules are handed on as they are.
 */
export async function collectModules(root: string, entry: string): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>()
  const waiting = [entry]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue
    assert(modules.size < MAX_MODULES, `the page imports more than ${MAX_MODULES} modules`)
    const code = toJavaScript(path, await readFile(join(root, path), 'utf8'))
    modules.set(path, code)
    waiting.push(...importsOf(path, code))
  }
  return modules
}

function toJavaScript(path: string, text: string): string {
  return path.endsWith('.ts') ? stripTypeScriptTypes(text) : text.replace(SOURCE_MAP, '')
}

/** Of code without types, in which type-only imports are gone. */
function importsOf(path: string, code: string): string[] {
  const specifiers = IMPORTS.flatMap((form) => [...code.matchAll(form)]).map(
    ({ groups }) => groups?.['specifier'] ?? '',
  )
  return specifiers.map((specifier) => {
    assert(/^\.{1,2}\//.test(specifier), `${path} imports ${specifier}, which no browser has`)
    const target = posix.join(posix.dirname(path), specifier)
    assert(!target.startsWith('..'), `${path} imports ${specifier}, which is outside the sources`)
    return target
  })
}
