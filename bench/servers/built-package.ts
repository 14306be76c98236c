import { spawnSync } from 'node:child_process'
import { copyFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')

/** Builds the package as its image does, into `folder`; gives the command's script. */
export function buildPackage(folder: string): string {
  const dist = join(folder, 'dist')
  const words = [COMPILER, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', dist]
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the package cannot be built:\n${stdout}`)
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return join(dist, 'cli', 'main.js')
}
