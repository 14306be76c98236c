// Whether there is anything for the set-up to do. Every command asks; so this starts no process, and reads no file's content
// but the lockfile's.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const lockfile = join(root, 'package-lock.json')
export const installedCopy = join(root, 'node_modules', '.gamemesh-lock.json')
export const builtMark = join(root, 'dist', '.built')

const sources = join(root, 'src')

/** A packed and installed copy has no lockfile: whoever installed it installed its dependencies. */
export function isSetUp() {
  return !existsSync(lockfile) || (isInstalled() && isBuilt())
}

export function isInstalled() {
  return existsSync(installedCopy) && readFileSync(installedCopy).equals(readFileSync(lockfile))
}

/** A removed source changes the time of its folder. */
export function isBuilt() {
  if (!existsSync(builtMark)) return false
  const builtAtMs = statSync(builtMark).mtimeMs
  const inputs = readdirSync(sources, { recursive: true, withFileTypes: true })
  const paths = inputs.map((entry) => join(entry.parentPath, entry.name))
  const configurations = ['tsconfig.json', 'tsconfig.build.json'].map((name) => join(root, name))
  return [sources, ...paths, ...configurations].every((path) => statSync(path).mtimeMs < builtAtMs)
}
