import { fileURLToPath } from 'node:url'
import { type ServerOrder, type ServerProcess, startServer } from './server-process.ts'

const FLOOR = fileURLToPath(new URL('floor-server.ts', import.meta.url))
const REGISTRATION_POLL_MS = 20
const LONGEST_REGISTRATION_MS = 10_000

type Environment = Readonly<Record<string, string>>
type Launch = Pick<ServerOrder, 'name' | 'folder' | 'nodeFlags' | 'script'>

export function startFloor(folder: string): Promise<ServerProcess> {
  return startServer({ name: 'floor', folder, script: FLOOR, environment: {}, readyPath: '/' })
}

/** `gamemesh serve` as in production: log level info, everything that a request passes switched on. */
function startGamemesh(launch: Launch, environment: Environment): Promise<ServerProcess> {
  const node = { NODE_ENV: 'production', LOG_LEVEL: 'info' }
  return startServer({
    ...launch,
    words: ['serve'],
    environment: { ...node, ...environment },
    readyPath: '/ready',
  })
}

export function startMain(launch: Launch, storage: Environment): Promise<ServerProcess> {
  return startGamemesh(launch, storage)
}

/** A regional server that serves by itself: its main is away. */
export async function startRegional(
  launch: Launch,
  storage: Environment,
  main?: ServerProcess,
): Promise<ServerProcess> {
  const mainUrl = main?.url ?? 'http://127.0.0.1:9'
  const server = await startGamemesh(launch, { REGION: 'eu', MAIN_SERVER_URL: mainUrl, ...storage })
  if (main) await untilRegistered(main)
  return server
}

async function untilRegistered(main: ServerProcess): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_REGISTRATION_MS
  while (performance.now() < endsAtMs) {
    const response = await fetch(`${main.url}/api/regions`)
    if ((await response.text()).includes('"available"')) return
    await new Promise((resolve) => setTimeout(resolve, REGISTRATION_POLL_MS))
  }
  throw new Error('the regional server did not register at main')
}
