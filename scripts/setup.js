// One set-up step for every command: installs what package-lock.json names, once, and builds `dist` when a source is newer:
// a server that runs from `dist` takes 30 MB less than one that strips types as it starts. Runs on any Node >= 20, because
// a fresh machine may have nothing newer until this script has installed the pinned runtime.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtMark, installedCopy, isBuilt, isInstalled, isSetUp, lockfile, root } from './is-set-up.js'

const guard = join(root, '.setup-running')

const GUARD_POLL_MS = 200
const GUARD_STALE_MS = 10 * 60_000

/** `mkdir` is atomic: of two set-ups at once one installs and the other waits for it. */
function takeGuard() {
  try {
    mkdirSync(guard)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

function guardIsStale() {
  try {
    return Date.now() - statSync(guard).mtimeMs > GUARD_STALE_MS
  } catch {
    return false
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function npmCommand() {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return { file: process.execPath, leading: [script] }
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', leading: [] }
}

function install() {
  process.stderr.write('gamemesh: installing dependencies (once)\n')
  const { file, leading } = npmCommand()
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync(file, [...leading, ...flags], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: file.endsWith('.cmd'),
  })
  if (result.error) throw result.error
  if (result.status !== 0) {
    process.stderr.write('gamemesh: "npm ci" failed; see its message above, then run "npm run setup" again\n')
    process.exitCode = 1
    return false
  }
  copyFileSync(lockfile, installedCopy)
  return true
}

/** Types are checked elsewhere (`npm run typecheck`): here they are only taken out. */
function build() {
  const begunAt = new Date()
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--declaration', 'false', '--sourceMap', 'false']
  const result = spawnSync(process.execPath, [compiler, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (result.error) throw result.error
  if (result.status !== 0) {
    process.stderr.write('gamemesh: the sources could not be built; see the message above\n')
    process.exitCode = 1
    return
  }
  // A source that was changed meanwhile is newer than the mark.
  writeFileSync(builtMark, '')
  utimesSync(builtMark, begunAt, begunAt)
}

function main() {
  if (isSetUp()) return
  while (!takeGuard()) {
    if (guardIsStale()) rmSync(guard, { recursive: true, force: true })
    else sleep(GUARD_POLL_MS)
  }
  const release = () => rmSync(guard, { recursive: true, force: true })
  process.once('SIGINT', () => {
    release()
    process.exit(130)
  })
  try {
    if ((isInstalled() || install()) && !isBuilt()) build()
  } finally {
    release()
  }
}

main()
