import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LAUNCHER = fileURLToPath(new URL('../../../bin/gamemesh.js', import.meta.url))
const IS_SET_UP = fileURLToPath(new URL('../../../scripts/is-set-up.js', import.meta.url))

let root: string

function put(path: string, content: string): string {
  const target = join(root, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, content)
  return target
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gamemesh-bin-'))
  mkdirSync(join(root, 'bin'))
  copyFileSync(LAUNCHER, join(root, 'bin', 'gamemesh.js'))
  mkdirSync(join(root, 'scripts'))
  copyFileSync(IS_SET_UP, join(root, 'scripts', 'is-set-up.js'))
  put('package.json', '{"type":"module"}')
  put('without-execve.cjs', 'process.execve = undefined')
})

afterAll(() => rmSync(root, { recursive: true }))

beforeEach(() => {
  for (const folder of ['src', 'dist', 'node_modules'])
    rmSync(join(root, folder), { recursive: true, force: true })
  put('package-lock.json', '{}')
  put('scripts/setup.js', 'process.stdout.write("set up, ")')
})

const HOUR_MS = 3_600_000
const inAnHour = new Date(Date.now() + HOUR_MS)
const inTwoHours = new Date(Date.now() + 2 * HOUR_MS)

interface Launched {
  readonly status: number | null
  readonly output: string
}

interface LaunchOptions {
  readonly words?: readonly string[]
  /** Behaves as a Node that cannot replace its own process. */
  readonly oldNode?: boolean
  /** Called once, when the command has written "waiting". */
  readonly whenWaiting?: (launcher: ChildProcess) => void
}

function launch({ words = [], oldNode = false, whenWaiting }: LaunchOptions = {}): Promise<Launched> {
  return new Promise((resolve) => {
    const preload = oldNode ? ['--require', join(root, 'without-execve.cjs')] : []
    const child = spawn(process.execPath, [...preload, join(root, 'bin', 'gamemesh.js'), ...words])
    let output = ''
    const collect = (chunk: Buffer) => {
      const waited = output.includes('waiting')
      output += chunk.toString()
      if (!waited && output.includes('waiting')) whenWaiting?.(child)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('close', (status) => resolve({ status, output }))
  })
}

/** A pinned Node that can be told from the running one: it announces itself. */
function pinNode(): void {
  const script = `#!/bin/sh\nprintf 'pinned, '\nexec '${process.execPath}' "$@"\n`
  chmodSync(put('node_modules/node/bin/node', script), 0o755)
}

/** Waits, and says why it went on. */
const WAITS = `
const timer = setInterval(() => {}, 1000)
const goOn = (why) => { clearInterval(timer); console.log(why); process.exitCode = 7; process.channel?.unref() }
process.once('SIGTERM', () => goOn('SIGTERM'))
process.once('disconnect', () => goOn('alone'))
console.log('waiting')
`

describe('bin/gamemesh.js', () => {
  it('[CLI-10] sets up, then runs what that has built', async () => {
    put('src/cli/main.ts', 'console.log("sources")')
    const build = `import { mkdirSync, writeFileSync } from 'node:fs'
      mkdirSync('${root}/dist/cli', { recursive: true })
      writeFileSync('${root}/dist/cli/main.js', 'console.log("dist", ...process.argv.slice(2))')`
    put('scripts/setup.js', build)
    expect(await launch({ words: ['up', '--port', '1'] })).toEqual({
      status: 0,
      output: 'dist up --port 1\n',
    })
  })

  it('[CLI-10] runs the sources where nothing is built', async () => {
    put('src/cli/main.ts', 'const words: string[] = process.argv.slice(2); console.log("sources", ...words)')
    expect(await launch({ words: ['serve'] })).toEqual({ status: 0, output: 'set up, sources serve\n' })
  })

  it('[CLI-10] runs dist in a packed copy, and ends with its status', async () => {
    put('dist/cli/main.js', 'console.log("dist"); process.exitCode = 2')
    expect(await launch()).toEqual({ status: 2, output: 'set up, dist\n' })
  })

  it('[CLI-10] sets up nothing where everything is there, until a source is newer', async () => {
    put('node_modules/.gamemesh-lock.json', '{}')
    for (const file of ['tsconfig.json', 'tsconfig.build.json']) put(file, '{}')
    const source = put('src/cli/main.ts', '')
    put('dist/cli/main.js', 'console.log("dist")')
    const builtMark = put('dist/.built', '')
    utimesSync(builtMark, inAnHour, inAnHour)
    expect(await launch()).toEqual({ status: 0, output: 'dist\n' })
    utimesSync(source, inTwoHours, inTwoHours)
    expect(await launch()).toEqual({ status: 0, output: 'set up, dist\n' })
    rmSync(join(root, 'package-lock.json'))
    expect(await launch()).toEqual({ status: 0, output: 'dist\n' })
  })

  it('[CLI-10] goes no further when the set-up fails', async () => {
    put('scripts/setup.js', 'process.exitCode = 3')
    put('dist/cli/main.js', 'console.log("dist")')
    expect(await launch()).toEqual({ status: 3, output: '' })
  })

  it.each([false, true])('[CLI-10] goes on with the pinned Node (old Node: %s)', async (oldNode) => {
    pinNode()
    put('dist/cli/main.js', 'console.log("dist", ...process.argv.slice(2)); process.exitCode = 2')
    const launched = await launch({ words: ['serve', 'a b'], oldNode })
    expect(launched).toEqual({ status: 2, output: 'set up, pinned, dist serve a b\n' })
  })

  it.each([false, true])(
    '[CLI-10] a signal reaches the command behind it (old Node: %s)',
    async (oldNode) => {
      pinNode()
      put('dist/cli/main.js', WAITS)
      const launched = await launch({ oldNode, whenWaiting: (launcher) => launcher.kill('SIGTERM') })
      expect(launched).toEqual({ status: 7, output: 'set up, pinned, waiting\nSIGTERM\n' })
    },
  )

  it('[CLI-10] the command is told when the launcher is killed', async () => {
    pinNode()
    put('dist/cli/main.js', WAITS)
    const { output } = await launch({ oldNode: true, whenWaiting: (launcher) => launcher.kill('SIGKILL') })
    expect(output).toBe('set up, pinned, waiting\nalone\n')
  })
})
