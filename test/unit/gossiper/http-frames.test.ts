import { describe, expect, it } from '@jest/globals'
import { encodeFrame } from '../../../src/gossip/wire/frame.ts'
import { HttpFrames } from '../../../src/gossiper/http-frames.ts'
import { type PeerAnswer, PeerError } from '../../../src/gossiper/peer-client.ts'
import { noGossiperEvents } from '../../../src/players/ports.ts'

const FRAME = encodeFrame({ type: 'relay-ack', seq: 1, target: 'x', reached: true, incarnation: 0 }, 1)
const TYPE = 'application/vnd.gamemesh.frames'

function world() {
  const nodes = new Map<string, HttpFrames>()
  const told = new Map<string, string[]>()
  const add = (address: string, reaction?: (from: string) => void) => {
    const client = {
      async post(peer: string, body: Uint8Array): Promise<PeerAnswer> {
        const node = nodes.get(peer)
        if (!node) throw new PeerError('unreachable', 'ECONNREFUSED')
        const answer = node.received(address, body)
        return { status: 200, contentType: TYPE, header: () => peer, body: Buffer.from(answer) }
      },
    }
    const log: string[] = []
    const frames = new HttpFrames({
      address: () => address,
      client,
      events: noGossiperEvents,
      schedule: (run) => void setImmediate(run),
      nowMs: () => 0,
    })
    void frames.listen({
      onFrame(from, frame) {
        log.push(`${frame.length} from ${from}`)
        reaction?.(from)
      },
      onUnreachable: (peer, reason) => log.push(`${peer} ${reason}`),
      onFault: (peer, reason) => log.push(`${peer} ${reason}`),
    })
    nodes.set(address, frames)
    told.set(address, log)
    return frames
  }
  return { add, told }
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('frames of the engine over HTTP', () => {
  it('[GSP-12] leave together, and the answer carries those with which the peer reacts', async () => {
    const { add, told } = world()
    const a = add('a:1')
    const b: HttpFrames = add('b:1', (from) => b.send(from, FRAME))
    a.send('b:1', FRAME)
    a.send('b:1', FRAME)
    expect(told.get('b:1')).toEqual([])
    await turns()
    const arrived = `${FRAME.length} from `
    expect(told.get('b:1')).toEqual([`${arrived}a:1`, `${arrived}a:1`])
    expect(told.get('a:1')).toEqual([`${arrived}b:1`, `${arrived}b:1`])
  })

  it('[GSP-12] to a peer that is not there are reported', async () => {
    const { add, told } = world()
    add('a:1').send('nobody:1', FRAME)
    await turns()
    expect(told.get('a:1')).toEqual(['nobody:1 unreachable'])
  })

  it('[GSP-12] that are cut off are a fault of the peer, whose whole frames count', () => {
    const { add, told } = world()
    const a = add('a:1')
    a.received('b:1', Buffer.concat([FRAME, FRAME.subarray(0, 9)]))
    expect(told.get('a:1')).toEqual([`${FRAME.length} from b:1`, 'b:1 truncated'])
  })

  it('[GSP-12] do not pile up without bound', async () => {
    const { add } = world()
    const a = add('a:1')
    const large = new Uint8Array(65_536)
    for (let count = 0; count < 100; count++) a.send('b:1', large)
    expect(a.droppedFrames).toBe(36)
    await turns()
  })
})
