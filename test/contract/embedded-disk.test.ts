import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it as always, jest } from '@jest/globals'
import { freePorts } from '../e2e/gamemesh-process.ts'
import { FLUSH_CALLS } from './support/flush-order.ts'
import { RememberedServer } from './support/remembered-server.ts'
import { SmallDisk, whyNoSmallDisk } from './support/small-disk.ts'
import { failing, whyNoStrace } from './support/strace.ts'

jest.setTimeout(120_000)

const DISK_KIB = 1024
/** A full disk has some free pages inside the data file; by then they are used up. */
const MOST_STARTS_ON_A_FULL_DISK = 500

const whyNot = { disk: await whyNoSmallDisk(), tracer: await whyNoStrace() }
/** Where a test cannot run it says why; on a build server that is a failure. */
function itWith(need: keyof typeof whyNot): typeof always | typeof always.skip {
  if (whyNot[need] !== undefined) console.warn(`a failing disk was not tested: ${whyNot[need]}`)
  return whyNot[need] === undefined || process.env['CI'] ? always : always.skip
}

describe('a server whose disk fails', () => {
  const opened: (() => Promise<void>)[] = []

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close()
  })

  async function serverOn(dataDir: string): Promise<RememberedServer> {
    const made = new RememberedServer(dataDir, await freePorts(1))
    opened.push(() => made.kill())
    return made
  }

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'gamemesh-disk-'))
    opened.push(() => rm(path, { recursive: true }))
    return path
  }

  itWith('disk')('[DSK-2] full: writes get 503, reads go on, and with room writes do too', async () => {
    expect(whyNot.disk).toBeUndefined()
    const disk = await SmallDisk.mount(DISK_KIB)
    opened.push(() => disk.unmount())
    const server = await serverOn(join(disk.folder, 'data'))
    await server.serve()
    await server.starts(20)

    await disk.fill()
    let starts = 0
    while (await server.start()) expect(++starts).toBeLessThan(MOST_STARTS_ON_A_FULL_DISK)
    for (let index = 0; index < 5; index++) await server.start()
    await server.expectAllTrue()
    expect((await fetch(`${server.url}/health`)).status).toBe(200)

    await disk.makeRoom()
    await server.goesOnAndKeepsAll()
  })

  itWith('disk')('[DSK-3] a server does not start on a full disk, and says what to do', async () => {
    expect(whyNot.disk).toBeUndefined()
    const disk = await SmallDisk.mount(DISK_KIB)
    opened.push(() => disk.unmount())
    const server = await serverOn(join(disk.folder, 'data'))
    await server.serve()
    await server.starts(5)
    await server.kill()
    await disk.fill()
    const { status, stderr } = await server.launch().finished
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gamemesh: cannot write to the data folder .*ENOSPC.*free space\n$/)

    await disk.makeRoom()
    await server.serve()
    await server.goesOnAndKeepsAll()
  })

  itWith('tracer').each([['EIO'], ['ENOSPC']])(
    '[DSK-4] a flush that fails (%s) is told as 503, and nothing of it counts as written',
    async (error) => {
      expect(whyNot.tracer).toBeUndefined()
      const server = await serverOn(join(await folder(), 'data'))
      await server.serve()
      await server.starts(5)
      const mend = await failing(server.pid, { calls: FLUSH_CALLS, error })
      for (let index = 0; index < 5; index++) expect(await server.start()).toBe(false)
      expect(await server.readiness()).toBe(503)
      await server.expectAllTrue()
      expect((await fetch(`${server.url}/health`)).status).toBe(200)
      await mend()
      await server.goesOnAndKeepsAll()
    },
  )

  itWith('tracer').each([['EIO'], ['ENOSPC']])(
    '[DSK-5] a meta page that cannot be written (%s): 503, and once it can be, the server goes on by itself',
    async (error) => {
      expect(whyNot.tracer).toBeUndefined()
      const server = await serverOn(join(await folder(), 'data'))
      await server.serve()
      await server.starts(5)
      const path = join(server.dataDir, 'data.mdb')
      const mend = await failing(server.pid, { calls: ['pwrite64'], error, path })
      for (let index = 0; index < 5; index++) expect(await server.start()).toBe(false)
      await mend()
      await server.goesOnAndKeepsAll()
    },
  )
})
