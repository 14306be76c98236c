import { afterEach, describe, expect, it } from '@jest/globals'
import { MaelstromProcess } from './maelstrom-process.ts'

const running: MaelstromProcess[] = []

function run(...words: readonly string[]): MaelstromProcess {
  const node = new MaelstromProcess(...words)
  running.push(node)
  return node
}

async function started(...words: readonly string[]): Promise<MaelstromProcess> {
  const node = run(...words)
  expect(await node.init()).toEqual({ type: 'init_ok', in_reply_to: 1 })
  return node
}

afterEach(() => {
  for (const node of running.splice(0)) node.kill()
})

describe('a node as a process', () => {
  it('[MAEL-3] echoes what it is told, as it is told', async () => {
    const node = await started('echo')
    for (const echo of ['please', null, { deep: [1, { ünï: '☃' }] }]) {
      expect(await node.ask({ type: 'echo', echo })).toEqual({
        type: 'echo_ok',
        in_reply_to: expect.any(Number),
        echo,
      })
    }
    expect(node.messages.every(({ src, dest }) => src === 'n1' && dest === 'c1')).toBe(true)
  })

  it('[MAEL-1] lives on after lines that are no messages, and tells people about them', async () => {
    const node = await started('echo')
    for (const line of ['garbage', '', '[]', '{"src":"c1"}', '\u0000', 'x'.repeat(100_000)]) node.line(line)
    expect(await node.ask({ type: 'echo', echo: 1 })).toMatchObject({ type: 'echo_ok', echo: 1 })
    const { status, stderr } = await node.end()
    expect(status).toBe(0)
    expect(stderr).toContain('not a message (not JSON): garbage')
    expect(stderr.length).toBeLessThan(2000)
  })

  it('[MAEL-1] answers on when nobody reads its log', async () => {
    const node = await started('echo')
    node.closeLog()
    for (let count = 0; count < 3; count++) {
      node.line('garbage')
      expect(await node.ask({ type: 'echo', echo: count })).toMatchObject({ type: 'echo_ok', echo: count })
    }
    expect((await node.end()).status).toBe(0)
  })

  it('[MAEL-24] ends, and says why, when nobody reads its answers', async () => {
    const node = await started('echo')
    node.closeOutput()
    for (let count = 0; count < 3; count++) node.tell('c1', { type: 'echo', msg_id: count, echo: 1 })
    const { status, stderr } = await node.ended
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gamemesh maelstrom: standard output cannot be written: .*\n$/)
  })

  it('[MAEL-1] takes a message in pieces, and several at once', async () => {
    const node = await started('echo')
    const line = (id: number) =>
      JSON.stringify({ src: 'c9', dest: 'n1', body: { type: 'echo', msg_id: id, echo: 'é' } })
    node.line(`${line(1)}\n${line(2)}\n${line(3)}`)
    const { stdout } = await node.end()
    expect(stdout.split('\n').filter((text) => text.includes('"c9"'))).toHaveLength(3)
  })

  it('[MAEL-4] refuses an unknown request with 10 and a malformed one with 12', async () => {
    const node = await started('echo')
    expect(await node.ask({ type: 'fly' })).toMatchObject({ type: 'error', code: 10 })
    expect(await node.ask({ type: 'echo' })).toMatchObject({ type: 'error', code: 12 })
    expect(await node.ask({ type: 5 })).toMatchObject({ type: 'error', code: 12 })
  })

  it('[MAEL-24] ends with status 0 when its input ends, whatever it still had to do', async () => {
    const node = run('broadcast', '--variant', 'batched')
    await node.init('n2', 'n3')
    await node.ask({ type: 'broadcast', message: 1 })
    expect(await node.end()).toMatchObject({ status: 0, stderr: '' })
  })

  it('[MAEL-23] that does not exist is refused with status 2 and a list', async () => {
    const refused = await Promise.all([
      run('chess').end(),
      run('kafka', '--variant', 'x').end(),
      run().end(),
      run('echo', '--loud').end(),
    ])
    expect(refused.map(({ status, stdout }) => [status, stdout])).toEqual(refused.map(() => [2, '']))
    expect(refused[0]?.stderr).toContain('there are: echo, unique-ids, broadcast')
    expect(refused[1]?.stderr).toContain('there are: single, multi, efficient, interleaved')
    const { status, stdout } = await run('list').end()
    expect(status).toBe(0)
    expect(stdout).toContain('txn-rw-register')
  })
})

describe('the workloads as processes', () => {
  it('[MAEL-3] unique-ids', async () => {
    const node = await started('unique-ids')
    const ids = await Promise.all([1, 2, 3].map(() => node.ask({ type: 'generate' })))
    expect(Object.keys(ids[0] ?? {}).toSorted()).toEqual(['id', 'in_reply_to', 'type'])
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3)
  })

  it('[MAEL-11] broadcast, with a peer that speaks its language', async () => {
    const [a, b] = [run('broadcast', '--variant', 'all-to-all'), run('broadcast', '--variant', 'all-to-all')]
    await Promise.all([a.init('n2'), b.init('n2')])
    expect(await a.ask({ type: 'topology', topology: { n1: ['n2'], n2: ['n1'] } })).toMatchObject({
      type: 'topology_ok',
    })
    expect(await a.ask({ type: 'broadcast', message: 1000 })).toMatchObject({ type: 'broadcast_ok' })
    b.tell('n2', await a.find(({ dest }) => dest === 'n2'))
    for (const node of [a, b]) {
      const read = await node.ask({ type: 'read' })
      expect(read).toEqual({ type: 'read_ok', in_reply_to: expect.any(Number), messages: [1000] })
    }
  })

  it('[MAEL-3] g-set and counters', async () => {
    const set = await started('g-set')
    await set.ask({ type: 'add', element: 'x' })
    expect(await set.ask({ type: 'read' })).toMatchObject({ type: 'read_ok', value: ['x'] })
    const counter = await started('g-counter')
    await counter.ask({ type: 'add', delta: 4 })
    expect(await counter.ask({ type: 'read' })).toMatchObject({ type: 'read_ok', value: 4 })
    const both = await started('pn-counter')
    await both.ask({ type: 'add', delta: -5 })
    expect(await both.ask({ type: 'read' })).toMatchObject({ type: 'read_ok', value: -5 })
  })

  it('[MAEL-3] kafka and transactions', async () => {
    const kafka = await started('kafka')
    expect(await kafka.ask({ type: 'send', key: 'k', msg: 9 })).toMatchObject({ type: 'send_ok', offset: 0 })
    expect(await kafka.ask({ type: 'poll', offsets: { k: 0 } })).toMatchObject({ msgs: { k: [[0, 9]] } })
    const transactions = await started('txn-rw-register')
    const txn = [
      ['w', 1, 6],
      ['r', 1, null],
    ]
    expect(await transactions.ask({ type: 'txn', txn })).toMatchObject({
      txn: [
        ['w', 1, 6],
        ['r', 1, 6],
      ],
    })
  })

  it('[MAEL-7] a store is asked, and the client is told when it does not answer', async () => {
    const node = await started('kafka', '--variant', 'multi')
    const answered = node.ask({ type: 'commit_offsets', offsets: { k: 3 } })
    const asked = await node.find(({ dest }) => dest === 'lin-kv')
    expect(asked).toMatchObject({ type: 'read', key: 'committed k' })
    expect(await answered).toMatchObject({ type: 'error', code: 0 })
  })
})
