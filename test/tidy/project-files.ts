import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** File contents by path; paths are relative to the repository and use `/`. */
export type Sources = ReadonlyMap<string, string>

export function readProject(pattern: string): Sources {
  const paths = globSync(pattern, { cwd: ROOT }).map((path) => path.replaceAll('\\', '/'))
  return new Map(paths.sort().map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]))
}

export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier)
}
