import { describe, expect, it } from '@jest/globals'
import { serveFault } from '../../../../src/simulator/serve/serve-options.ts'
import { serveSimulator } from '../../../../src/simulator/serve/serve-simulator.ts'

const onFault = () => {}

describe('the start of the live page', () => {
  it('[SIMS-1] that finds its address taken says what to do', async () => {
    const first = await serveSimulator({ host: '127.0.0.1', port: 0, onFault })
    const address = { host: '127.0.0.1', port: Number(new URL(first.url).port) }
    const fault: unknown = await serveSimulator({ ...address, onFault }).catch((error: unknown) => error)
    expect(serveFault(fault, address)).toBe(
      `127.0.0.1:${address.port} is in use by another program: stop it, or choose another --port`,
    )
    await first.close()
  })

  it('[SIMS-1] with options that make no sense says which', async () => {
    const started = serveSimulator({ host: '127.0.0.1', port: 0, simulation: { drop: 2 }, onFault })
    await expect(started).rejects.toThrow('drop is 2')
  })
})
