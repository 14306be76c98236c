#!/usr/bin/env node
// The package's command. Plain JavaScript for any Node >= 20: it installs what is missing, goes on with the pinned Node
// if there is one, and hands over to `dist`, which the set-up has built, or to the sources where it has not.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isSetUp, root } from '../scripts/is-set-up.js'

const OLDEST_NODE = [22, 19]

const source = join(root, 'src', 'cli', 'main.ts')
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
const words = process.argv.slice(2)

/** Known only after the set-up. */
function entry() {
  const built = join(root, 'dist', 'cli', 'main.js')
  return existsSync(built) ? built : source
}

/** In a process of its own: its signal handlers must not stay behind in the server. */
function setUp() {
  const result = spawnSync(process.execPath, [join(root, 'scripts', 'setup.js')], { stdio: 'inherit' })
  return result.status ?? 1
}

function isPinnedNode() {
  return realpathSync(pinnedNode) === realpathSync(process.execPath)
}

function isTooOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
}

/** Becomes `file`, where this Node can do that; otherwise runs it below this process, which then passes signals on. */
function goOnWith(file) {
  if (process.execve && process.platform !== 'win32')
    process.execve(file, [file, entry(), ...words], process.env)
  // The channel is for its end alone: the child stops when this process is gone, even if it was killed.
  const child = spawn(file, [entry(), ...words], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    process.stderr.write(`gamemesh: ${file} cannot be run: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code
      return
    }
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

async function main() {
  const status = isSetUp() ? 0 : setUp()
  if (status !== 0) {
    process.exitCode = status
  } else if (existsSync(pinnedNode) && !isPinnedNode()) {
    goOnWith(pinnedNode)
  } else if (isTooOld()) {
    process.stderr.write(
      `gamemesh: Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.version}\n`,
    )
    process.exitCode = 1
  } else {
    await import(pathToFileURL(entry()).href)
  }
}

await main()
