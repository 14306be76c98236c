import { Readable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import type { NodeProgram } from '../../src/maelstrom/node/node-port.ts'
import { runStdioNode } from '../../src/maelstrom/node/stdio-node.ts'

const line = (type: string) => `${JSON.stringify({ src: 'n2', dest: 'n1', body: { type } })}\n`

describe('a node between two streams', () => {
  it('[MAEL-1] lives on after a message that its workload cannot cope with', async () => {
    const program: NodeProgram = (host) => ({
      receive({ src, dest, body }) {
        if (body.type === 'bad') throw new Error('cannot cope')
        host.send({ src: dest, dest: src, body })
      },
    })
    const [written, logged]: [string[], string[]] = [[], []]
    await runStdioNode(program, {
      input: Readable.from([Buffer.from(line('first') + line('bad') + line('last'))]),
      write: (text) => void written.push(text),
      log: (text) => void logged.push(text),
      seed: 1,
    })
    expect(written.map((text) => JSON.parse(text).body.type)).toEqual(['first', 'last'])
    expect(logged).toEqual(['bad of n2 failed: cannot cope'])
  })
})
