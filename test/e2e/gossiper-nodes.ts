import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, eventually, freePorts, runGamemesh } from './gamemesh-process.ts'

export type Players = Readonly<Record<string, { readonly score: number; readonly timestamp: number }>>

/** Gossipers of one test, as processes, and a folder for what they keep. */
export class GossiperNodes {
  readonly folder = mkdtempSync(join(tmpdir(), 'gossiper-'))
  readonly #running = new Set<Running>()

  run(words: readonly string[]): Running {
    const running = runGamemesh(['gossiper', ...words], { folder: this.folder })
    this.#running.add(running)
    return running
  }

  async kill(running: Running): Promise<void> {
    this.#running.delete(running)
    running.signal('SIGKILL')
    await running.finished
  }

  async stopAll(): Promise<void> {
    for (const running of this.#running) running.signal('SIGKILL')
    await Promise.all([...this.#running].map(({ finished }) => finished))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export interface Node {
  readonly port: number
  readonly words: readonly string[]
}

/** The command lines of a cluster in which each node has the others as peers. */
export async function clusterOf(count: number, extra: readonly string[] = []): Promise<readonly Node[]> {
  const first = await freePorts(count)
  const ports = Array.from({ length: count }, (_, index) => first + index)
  return ports.map((port, index) => {
    const peers = ports.filter((other) => other !== port).map((other) => `localhost:${other}`)
    const words = [`--id=node${index + 1}`, `--addr=localhost:${port}`, `--peers=${peers.join(',')}`]
    return { port, words: [...words, ...extra] }
  })
}

export const textAt = async (port: number, path: string): Promise<string> =>
  (await fetch(`http://localhost:${port}${path}`)).text()

export const stateOf = (port: number): Promise<string> => textAt(port, '/state')

export function isServing(port: number): Promise<true> {
  return eventually(`a gossiper serves port ${port}`, async () => (await stateOf(port)) !== '' || undefined)
}

export async function update(port: number, playerId: string, score: number, more = ''): Promise<string> {
  const answer = await fetch(`http://localhost:${port}/update?playerId=${playerId}&score=${score}${more}`)
  if (answer.status !== 200) throw new Error(`/update: ${answer.status} ${await answer.text()}`)
  return answer.text()
}

/** Resolves with the common state once all have one that `holds`. */
export function agreed(ports: readonly number[], holds: (players: Players) => boolean): Promise<string> {
  return eventually('all nodes hold the same', async () => {
    const texts = await Promise.all(ports.map(stateOf))
    const [first = ''] = texts
    return new Set(texts).size === 1 && holds(JSON.parse(first)) ? first : undefined
  })
}

/** The sum of all series of a metric whose labels contain `label`. */
export async function metric(port: number, name: string, label = ''): Promise<number> {
  const lines = (await textAt(port, '/metrics')).split('\n')
  const values = lines
    .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
  return values.reduce((sum, value) => sum + value, 0)
}
