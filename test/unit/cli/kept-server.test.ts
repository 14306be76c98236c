import { afterEach, describe, expect, it } from '@jest/globals'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { KeptServer } from '../../../src/cli/kept-server.ts'
import { launchServer } from '../../../src/cli/server-process.ts'

const SCRIPT = fileURLToPath(new URL('./stand-in-server.js', import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface Kept {
  readonly server: KeptServer
  readonly url: string
  readonly told: string[]
  readonly output: string[]
}

const kept: KeptServer[] = []

async function keep(behaviour: string, stopTimeoutMs = 20_000): Promise<Kept> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const told: string[] = []
  const output: string[] = []
  const environment = { PORT: String(port), BEHAVIOUR: behaviour }
  const launch = () => launchServer(SCRIPT, [], environment, { line: (line) => output.push(line) })
  const server = new KeptServer({ name: 'eu', url, stopTimeoutMs, launch, tell: (line) => told.push(line) })
  kept.push(server)
  return { server, url, told, output }
}

async function pidAt(url: string): Promise<number> {
  return Number(await (await fetch(url)).text())
}

async function untilTold(told: readonly string[], text: string, times = 1): Promise<void> {
  const endsAtMs = performance.now() + 20_000
  while (told.filter((line) => line.includes(text)).length < times) {
    if (performance.now() > endsAtMs) throw new Error(`never told "${text}", only ${JSON.stringify(told)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

afterEach(async () => {
  for (const server of kept.splice(0)) {
    server.kill()
    await server.stop()
  }
})

describe('a server that is kept running', () => {
  it('[CLI-7] has started when it serves, and ends when it is stopped', async () => {
    const { server, url, told, output } = await keep('serves')
    await server.start()
    expect(await pidAt(url)).toBeGreaterThan(0)
    await server.stop()
    await expect(pidAt(url)).rejects.toThrow()
    expect([told, output]).toEqual([[], ['finished']])
  })

  it('[CLI-7] is started again when it dies, which is told with the reason', async () => {
    const { server, url, told } = await keep('serves')
    await server.start()
    const first = await pidAt(url)
    process.kill(first, 'SIGKILL')
    await untilTold(told, 'serves again')
    expect(await pidAt(url)).not.toBe(first)
    expect(told[0]).toBe('eu ended (killed by SIGKILL); starting it again in 0.25 s')
  })

  it('[CLI-7] waits longer before each restart while it keeps dying', async () => {
    const { server, url, told } = await keep('serves')
    await server.start()
    for (const [round, delay] of ['0.25 s', '0.5 s', '1 s'].entries()) {
      process.kill(await pidAt(url), 'SIGKILL')
      await untilTold(told, `again in ${delay}`)
      await untilTold(told, 'serves again', round + 1)
    }
  })

  it('[CLI-7] that fails at its first start is not started again: the reason is told', async () => {
    const { server, output } = await keep('fails')
    await expect(server.start()).rejects.toThrow('eu did not start: exit status 1')
    expect(output).toEqual(['the store cannot be opened'])
  })

  it('[CLI-8] that does not stop by itself is killed when its time is up', async () => {
    const { server, url, told } = await keep('does not stop', 200)
    await server.start()
    await server.stop()
    expect(told).toEqual(['eu does not stop by itself: killing it'])
    await expect(pidAt(url)).rejects.toThrow()
  })

  it('[CLI-8] that is stopped before its start is never launched', async () => {
    const { server, url } = await keep('serves')
    await server.stop()
    await server.start()
    await expect(pidAt(url)).rejects.toThrow()
  })

  it('[CLI-8] can be stopped while it waits for its restart, and is not started again', async () => {
    const { server, url, told } = await keep('serves')
    await server.start()
    process.kill(await pidAt(url), 'SIGKILL')
    await untilTold(told, 'starting it again')
    await server.stop()
    await expect(pidAt(url)).rejects.toThrow()
  })
})
