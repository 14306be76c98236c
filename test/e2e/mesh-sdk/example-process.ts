import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)
const USE_SOURCES = new URL('use-sources.ts', import.meta.url).href

/** An example in a process of its own, to be talked to by lines. */
export class ExampleProcess {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #looks = new Set<() => void>()

  constructor(example: string, ...words: string[]) {
    const script = fileURLToPath(new URL(`examples/${example}/main.ts`, ROOT))
    this.#child = spawn(process.execPath, ['--import', USE_SOURCES, script, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (!this.#child.stdout) throw new Error('no output to read')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#lines.push(line)
      for (const look of this.#looks) look()
    })
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** The first line, from number `from` on, that fits. */
  told(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = () => {
        for (const line of this.#lines.slice(from)) {
          const found = pattern.exec(line)
          if (!found) continue
          this.#looks.delete(look)
          return resolve(found)
        }
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Says it until an answer from then on fits. */
  async asked(line: string, pattern: RegExp): Promise<void> {
    for (;;) {
      const from = this.#lines.length
      this.say(line)
      const answer = await this.told(/^.*$/, from)
      if (pattern.test(answer[0])) return
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit')
    return this.#child.exitCode
  }

  async stopped(): Promise<void> {
    this.signal('SIGKILL')
    await this.ended()
  }
}
