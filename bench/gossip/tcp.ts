// The update and death figures with 16 real processes on loopback. Run by `bench/gossip/main.ts`, or alone.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spreadOf, type Spread } from '../../src/simulator/cluster/measures/spread-of-samples.ts'
import type { Order, Report } from './tcp-node.ts'

const NODES = 16
const UPDATES = 50
const DEATHS = 8
const NODE = fileURLToPath(new URL('tcp-node.ts', import.meta.url))
const LIMIT_MS = 30_000
const BETWEEN_UPDATES_MS = 230
const CALM_MS = 3000

export interface TcpFigures {
  readonly update: Spread
  readonly death: Spread
}

class Process {
  readonly name: string
  readonly child: ChildProcess
  address = ''
  live = 1
  readonly heard = new Map<string, number>()

  constructor(name: string) {
    this.name = name
    this.child = fork(NODE, [name], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.child.on('message', (message: Report) => {
      if (message.kind === 'address') this.address = message.address
      else if (message.kind === 'live') this.live = message.count
      else this.heard.set(`${message.kind} ${message.what}`, message.atMs)
    })
  }

  order(order: Order): void {
    this.child.send(order)
  }
}

async function until(what: string, done: () => boolean): Promise<void> {
  const endMs = performance.now() + LIMIT_MS
  while (!done()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${LIMIT_MS} ms`)
    await pause(5)
  }
}

function lastMs(processes: readonly Process[], what: string): number {
  return Math.max(...processes.map(({ heard }) => heard.get(what) ?? Number.NaN))
}

async function measureUpdates(processes: readonly Process[]): Promise<Spread> {
  const samples: number[] = []
  for (let update = 0; update < UPDATES; update++) {
    const key = `key-${update}`
    const writer = processes[update % processes.length]
    if (!writer) break
    writer.order({ kind: 'set', key })
    const others = processes.filter((each) => each !== writer)
    await until(key, () => others.every(({ heard }) => heard.has(`key ${key}`)))
    samples.push(lastMs(others, `key ${key}`) - (writer.heard.get(`set ${key}`) ?? Number.NaN))
    await pause(BETWEEN_UPDATES_MS)
  }
  return spreadOf(samples)
}

async function measureDeaths(processes: Process[], seed: Process): Promise<Spread> {
  const samples: number[] = []
  for (let death = 0; death < DEATHS; death++) {
    const victim = processes.pop()
    if (!victim) break
    const killedMs = Number(process.hrtime.bigint() / 1000n) / 1000
    victim.child.kill('SIGKILL')
    await until(`death of ${victim.name}`, () =>
      processes.every(({ heard }) => heard.has(`dead ${victim.name}`)),
    )
    samples.push(lastMs(processes, `dead ${victim.name}`) - killedMs)
    const next = new Process(`late-${death}`)
    await until('the next one', () => next.address !== '')
    next.order({ kind: 'join', addresses: [seed.address] })
    processes.unshift(next)
    await until('all views', () => processes.every(({ live }) => live === NODES))
    await pause(CALM_MS)
  }
  return spreadOf(samples)
}

/** Starts the processes, measures, ends them. */
export async function tcpFigures(): Promise<TcpFigures> {
  const processes = Array.from({ length: NODES }, (_, index) => new Process(`node-${index}`))
  const everyone = new Set(processes)
  try {
    await until('addresses', () => processes.every(({ address }) => address !== ''))
    const [seed, ...others] = processes
    if (!seed) throw new Error('there is no process')
    for (const each of others) each.order({ kind: 'join', addresses: [seed.address] })
    await until('all views', () => processes.every(({ live }) => live === NODES))
    await pause(CALM_MS)
    const update = await measureUpdates(processes)
    return { update, death: await measureDeaths(processes, seed) }
  } finally {
    for (const each of [...everyone, ...processes]) {
      if (each.child.exitCode !== null || each.child.signalCode !== null) continue
      each.child.kill('SIGKILL')
      await once(each.child, 'exit')
    }
  }
}
