import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { gamemeshSim } from './sim-commands.ts'

const TEST_TIMEOUT_MS = 60_000

/** The first line that the command prints. */
async function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text
}

describe('gamemesh sim serve', () => {
  it(
    '[SIMR-16] serves the simulation that it is told until it is stopped, and ends with 0',
    async () => {
      const child = spawn(
        process.execPath,
        ['src/cli/main.ts', 'sim', 'serve', '--port', '0', '--nodes', '33'],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      const ended = once(child, 'exit')
      const line = await firstLine(child.stdout)
      const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? []
      const stats = await fetch(new URL('api/stats', url))
      expect(stats.headers.get('content-type')).toContain('application/json')
      expect(await stats.json()).toMatchObject({ nodes: 33 })
      child.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
    },
    TEST_TIMEOUT_MS,
  )

  it('[SIMR-3] refuses a port that is none, and a simulation that cannot be', () => {
    for (const words of [
      ['--port', '99999'],
      ['--drop', '2'],
    ]) {
      const { status, stderr } = gamemeshSim('serve', ...words)
      expect(status).toBe(2)
      expect(stderr).toContain(words.join(' '))
    }
  })
})
