import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, closed, eventually, listenOn, runGamemesh } from '../e2e/gamemesh-process.ts'
import { REGIONAL_NAMES, SERVER_NAMES, type ServerName } from './server-names.ts'

/** Below the ports that systems give to outgoing connections: a killed server's port must be there when it is back. */
const FIRST_PORT = 15_000
const LAST_PORT = 32_000
const HEARTBEAT_SECONDS = '0.3'
const LAUNCHES = 5

/** Real servers, each a process of its own, that can be killed and started again. */
export class Servers {
  readonly #folder: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #firstPort: number
  readonly #running = new Map<ServerName, Running>()

  private constructor(folder: string, environment: Readonly<Record<string, string>>, firstPort: number) {
    this.#folder = folder
    this.#environment = environment
    this.#firstPort = firstPort
  }

  /** Sessions are kept in a folder of these servers, unless the environment says otherwise. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Servers> {
    const folder = await mkdtemp(join(tmpdir(), 'gamemesh-crash-'))
    const embedded = { STORAGE: 'embedded', DATA_DIR: join(folder, 'data') }
    const firstPort = await freeNeighbours(SERVER_NAMES.length)
    const servers = new Servers(folder, { ...embedded, ...environment }, firstPort)
    try {
      await servers.back(SERVER_NAMES)
      return servers
    } catch (error) {
      await servers.close()
      throw error
    }
  }

  readonly urlOf = (name: string): string => {
    return `http://127.0.0.1:${this.#firstPort + SERVER_NAMES.findIndex((known) => known === name)}`
  }

  signal(name: ServerName, signal: NodeJS.Signals): void {
    this.#running.get(name)?.signal(signal)
  }

  async kill(name: ServerName): Promise<void> {
    const server = this.#running.get(name)
    this.#running.delete(name)
    server?.signal('SIGKILL')
    await server?.finished
  }

  /** Starts those of them that do not run; resolves when every server is ready and main knows all regions. */
  async back(names: readonly ServerName[]): Promise<void> {
    await Promise.all(names.filter((name) => !this.#running.has(name)).map((name) => this.#launch(name)))
    await Promise.all(SERVER_NAMES.map((name) => this.#ready(name)))
    await eventually('main knows all regions', () => this.#allRegistered())
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.kill(name)))
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Tried again when the server ends: the port of a killed one may still be held for a moment. */
  async #launch(name: ServerName): Promise<void> {
    let ending = ''
    for (let launches = 0; launches < LAUNCHES; launches++) {
      const server = runGamemesh(['serve'], { folder: this.#folder, environment: this.#environmentOf(name) })
      this.#running.set(name, server)
      const ended = server.finished.then(({ stderr, stdout }) => `${stderr}${stdout}`)
      const outcome = await Promise.race([ended, this.#ready(name)])
      if (outcome === undefined) return
      ending = outcome
    }
    this.#running.delete(name)
    throw new Error(`${name} does not stay: ${ending}`)
  }

  #ready(name: ServerName): Promise<void> {
    return eventually(`${name} is ready`, async () => {
      return (await fetch(`${this.urlOf(name)}/ready`)).ok || undefined
    }).then(() => undefined)
  }

  async #allRegistered(): Promise<true | undefined> {
    const answer = (await (await fetch(`${this.urlOf('main')}/api/regions`)).json()) as {
      regions: { region: string; status: string }[]
    }
    const available = answer.regions.filter(({ status }) => status === 'available')
    return REGIONAL_NAMES.every((name) => available.some(({ region }) => region === name)) || undefined
  }

  #environmentOf(name: ServerName): Record<string, string> {
    return {
      HOST: '127.0.0.1',
      PORT: new URL(this.urlOf(name)).port,
      REGION: name,
      LOG_LEVEL: 'error',
      REQUEST_TIMEOUT_SECONDS: '4',
      REGISTER_INTERVAL_SECONDS: HEARTBEAT_SECONDS,
      ...this.#environment,
      ...(name !== 'main' && { MAIN_SERVER_URL: this.urlOf('main') }),
    }
  }
}

function freeNeighbours(count: number): Promise<number> {
  return eventually(`${count} neighbouring free ports`, async () => {
    const first = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT))
    const opening = Array.from({ length: count }, (_, index) => listenOn(first + index))
    const results = await Promise.allSettled(opening)
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    await Promise.all(opened.map(closed))
    return opened.length === count ? first : undefined
  })
}
