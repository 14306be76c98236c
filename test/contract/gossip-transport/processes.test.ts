import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, jest } from '@jest/globals'

jest.setTimeout(30_000)

const SCRIPT = fileURLToPath(new URL('echo-node.ts', import.meta.url))

/** An echo node in a process of its own. */
class EchoProcess {
  readonly child: ChildProcess
  readonly lines: string[] = []
  address = ''
  readonly #waiting = new Set<() => void>()

  constructor(listen: string) {
    this.child = spawn(process.execPath, [SCRIPT, listen], { stdio: ['pipe', 'pipe', 'inherit'] })
    if (!this.child.stdout) throw new Error('no output to read')
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.lines.push(line)
      for (const look of this.#waiting) look()
    })
  }

  async started(): Promise<this> {
    await this.told((line) => line.startsWith('address '))
    this.address = this.lines.find((line) => line.startsWith('address '))?.slice('address '.length) ?? ''
    return this
  }

  told(fits: (line: string) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.lines.some(fits)) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  say(to: string, text: string): void {
    this.child.stdin?.write(`say ${to} ${text}\n`)
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
    return this.child.exitCode
  }
}

describe('TCP nodes in processes of their own', () => {
  const children: EchoProcess[] = []
  const start = async (listen = '127.0.0.1:0') => {
    const child = new EchoProcess(listen)
    children.push(child)
    return child.started()
  }

  afterEach(async () => {
    for (const { child } of children) child.kill('SIGKILL')
    await Promise.all(children.splice(0).map((child) => child.ended()))
  })

  it('[TRANS-26] talk, notice a kill, and talk again after a restart', async () => {
    const [a, b, c] = await Promise.all([start(), start(), start()])
    a.say(b.address, 'one')
    b.say(c.address, 'two')
    c.say(a.address, 'three')
    await Promise.all([
      a.told((line) => line === `heard ${b.address} re: one`),
      b.told((line) => line === `heard ${c.address} re: two`),
      c.told((line) => line === `heard ${a.address} re: three`),
      a.told((line) => line === 'awake'),
    ])

    const { address } = c
    c.child.kill('SIGKILL')
    await c.ended()
    a.say(address, 'are you there?')
    b.say(address, 'and for me?')
    await Promise.all([a, b].map((node) => node.told((line) => line === `unreachable ${address}`)))

    const again = await start(address)
    again.say(a.address, 'back')
    await again.told((line) => line === `heard ${a.address} re: back`)
    a.say(address, 'welcome')
    await again.told((line) => line === `heard ${a.address} welcome`)
  })

  it('[TRANS-26] end by themselves when they are stopped', async () => {
    const [a, b] = await Promise.all([start(), start()])
    a.say(b.address, 'one')
    await a.told((line) => line === `heard ${b.address} re: one`)
    a.say(b.address, 'last words')
    a.child.stdin?.end('stop\n')
    await b.told((line) => line === `heard ${a.address} last words`)
    expect(await a.ended()).toBe(0)
  })
})
