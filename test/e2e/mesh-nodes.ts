import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, type Running, eventually, runGamemesh } from './gamemesh-process.ts'

export interface Member {
  readonly name: string
  readonly address: string
  readonly state: string
  readonly generation: number
}

export interface MeshNode extends Running {
  readonly name: string
  readonly address: string
  /** What a person sees of a control command that is sent to it. */
  readonly ask: (...words: readonly string[]) => Promise<Finished>
  readonly members: () => Promise<readonly Member[]>
  /** Waits until it holds the member to be in that state. */
  readonly sees: (member: string, state: string) => Promise<Member>
  /** Waits until it has written this line. */
  readonly says: (line: string) => Promise<void>
}

/** Nodes of one test file: all of them end with `stopAll`. */
export class MeshNodes {
  readonly folder = mkdtempSync(join(tmpdir(), 'gamemesh-mesh-'))
  readonly #running: Running[] = []

  run(words: readonly string[]): Running {
    const running = runGamemesh(words, { folder: this.folder })
    this.#running.push(running)
    return running
  }

  /** Starts a node with exactly these words; it listens when this resolves. */
  async start(
    name: string,
    address: string,
    words: readonly string[],
    secrets: readonly string[] = [],
  ): Promise<MeshNode> {
    const running = this.run(words)
    const ask = (...asked: readonly string[]) =>
      this.run([...asked, `--addr=${address}`, ...secrets]).finished
    const members = async () => membersIn((await ask('members', '--json')).stdout)
    const node: MeshNode = {
      ...running,
      name,
      address,
      ask,
      members,
      sees: (member, state) =>
        eventually(`${name} sees ${member} ${state}`, async () =>
          (await members()).find((row) => row.name === member && row.state === state),
        ),
      says: (line) =>
        eventually(`${name} says ${line}`, () =>
          running.written().stdout.split('\n').includes(line) ? true : undefined,
        ).then(() => {}),
    }
    await eventually(`${name} listens`, () =>
      running.written().stderr.includes(`${name} is listening at ${address}`) ? true : undefined,
    )
    return node
  }

  seed(name: string, port: number, ...more: readonly string[]): Promise<MeshNode> {
    const address = `localhost:${port}`
    return this.start(name, address, ['node', '-mode=seed', `-name=${name}`, `-nodeAddr=${address}`, ...more])
  }

  node(name: string, port: number, routes: string, ...more: readonly string[]): Promise<MeshNode> {
    const address = `localhost:${port}`
    const words = ['node', '-mode=node', `-name=${name}`, `-nodeAddr=${address}`, `-routes=${routes}`]
    return this.start(name, address, [...words, ...more])
  }

  async stopAll(): Promise<void> {
    for (const running of this.#running) {
      running.signal('SIGCONT')
      running.signal('SIGKILL')
    }
    await Promise.all(this.#running.map(({ finished }) => finished))
    this.#running.length = 0
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

function membersIn(json: string): readonly Member[] {
  const answer = JSON.parse(json) as { readonly members: readonly Member[] }
  return answer.members
}
