import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePorts } from './gamemesh-process.ts'
import { GossiperNodes, isServing, stateOf, update } from './gossiper-nodes.ts'

const TEST_MS = 120_000

let nodes: GossiperNodes
beforeEach(() => {
  nodes = new GossiperNodes()
})
afterEach(() => nodes.stopAll(), TEST_MS)

describe('the data folder of a gossiper', () => {
  it(
    '[GSP-18] is for one process: a second is refused in one line, and the killed hold nothing',
    async () => {
      const port = await freePorts(2)
      const words = (on: number) => [`--addr=localhost:${on}`, '--data-dir=kept']
      const first = nodes.run(words(port))
      await isServing(port)
      await update(port, 'a', 1)
      expect(await nodes.run(words(port + 1)).finished).toMatchObject({
        status: 1,
        stderr:
          'gamemesh: the data folder kept is in use by another gossiper: stop it, or choose another --data-dir\n',
      })
      await update(port, 'a', 2)
      await nodes.kill(first)
      const next = nodes.run(words(port + 1))
      await isServing(port + 1)
      expect(await stateOf(port + 1)).toContain('"score":2')
      next.signal('SIGTERM')
      expect(await next.finished).toMatchObject({ status: 0 })
      nodes.run(words(port))
      await isServing(port)
    },
    TEST_MS,
  )
})
