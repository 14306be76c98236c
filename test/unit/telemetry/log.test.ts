import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'

const LOG = JSON.stringify(new URL('../../../src/telemetry/log.ts', import.meta.url).href)

/** Runs a script in a process of its own: the log writes to standard output. */
function linesOf(script: string): Record<string, unknown>[] {
  const source = `const { createLog } = await import(${LOG});\n${script}`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

describe('the log', () => {
  it('[TEL-3] writes JSON lines with time, level, message and the fields of the server and the request', () => {
    const [line] = linesOf(`
      const { logger, flush } = createLog('info', { region: 'eu' })
      logger.child({ request_id: 'r1' }).warn('slow', { ms: 7 })
      await flush()`)
    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      region: 'eu',
      request_id: 'r1',
      ms: 7,
      message: 'slow',
    })
  })

  it('[TEL-3] leaves out what is below its level', () => {
    const lines = linesOf(`
      const { logger, flush } = createLog('warn', {})
      logger.info('one'); logger.warn('two'); logger.error('three')
      await flush()`)
    expect(lines.map(({ message }) => message)).toEqual(['two', 'three'])
  })

  it('[TEL-3] drops what comes after its end', () => {
    const lines = linesOf(`
      const { logger, flush } = createLog('info', {})
      logger.info('last words')
      await flush()
      logger.info('too late')`)
    expect(lines.map(({ message }) => message)).toEqual(['last words'])
  })
})
