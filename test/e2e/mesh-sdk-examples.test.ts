import { readFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { ExampleProcess } from './mesh-sdk/example-process.ts'

jest.setTimeout(60_000)

const running: ExampleProcess[] = []

function start(example: string, ...words: string[]): ExampleProcess {
  const child = new ExampleProcess(example, ...words)
  running.push(child)
  return child
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stopped()))
})

/** What the server at this port says; undefined if it takes no more connections. */
function greeting(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, 'localhost')
    socket.setEncoding('utf8').on('data', (data: string) => void (text += data))
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(text === '' ? undefined : text))
  })
}

describe('the basic node', () => {
  it('[SDK-1] takes less than 20 lines', () => {
    const source = readFileSync(new URL('../../examples/basic-node/main.ts', import.meta.url), 'utf8')
    expect(source.trimEnd().split('\n').length).toBeLessThan(20)
  })

  it('[SDK-1] joins, greets, and tells who leaves and who dies, with nothing else running', async () => {
    const one = start('basic-node', 'one', '127.0.0.1:0')
    const [, seed = ''] = await one.told(/^Member: one (\S+)/)
    const two = start('basic-node', 'two', '127.0.0.1:0', seed)
    await two.told(/^1 contacted$/)
    await two.told(/^Member: one /)
    await one.told(/^Node joined: two$/)
    await one.told(/^two says: Hello, cluster!$/)
    const three = start('basic-node', 'three', '127.0.0.1:0', seed)
    await Promise.all([one, two].map((node) => node.told(/^Node joined: three$/)))

    two.signal('SIGINT')
    await one.told(/^Node left: two$/)
    expect(await two.ended()).toBe(0)
    three.signal('SIGKILL')
    await one.told(/^Node left: three$/)
  })
})

describe('the service catalogue', () => {
  it('[SDK-2] resolves everywhere what one node registers, once, until it is taken back or its node dies', async () => {
    const one = start('service-catalogue', 'one', '127.0.0.1:0')
    const [, seed = ''] = await one.told(/^one at (\S+);/)
    const two = start('service-catalogue', 'two', '127.0.0.1:0', seed)
    await two.told(/^two at/)
    one.say('register chat chat-1 10.0.0.5 4000')
    const first = '{"id":"chat-1","service":"chat","address":"10.0.0.5","port":4000}'
    await two.asked('resolve chat', new RegExp(`^\\[${first}\\]$`))

    one.say('register chat chat-1 10.0.0.6 4001')
    const moved = '{"id":"chat-1","service":"chat","address":"10.0.0.6","port":4001}'
    await two.asked('resolve chat', new RegExp(`^\\[${moved}\\]$`))
    await one.asked('deregister chat chat-1', /^gone$/)
    await two.asked('resolve chat', /^\[\]$/)

    one.say('register chat chat-2 10.0.0.7 4000')
    await two.asked('resolve chat', /chat-2/)
    one.signal('SIGKILL')
    await two.asked('resolve chat', /^\[\]$/)
  })
})

describe('feature flags', () => {
  it('[SDK-3] reach every node, change a limit live, and outlive the node that set them', async () => {
    const one = start('feature-flags', 'one', '127.0.0.1:0')
    const [, seed = ''] = await one.told(/^one at (\S+) serves/)
    const two = start('feature-flags', 'two', '127.0.0.1:0', seed)
    const [, port = ''] = await two.told(/"port":(\d+)/)
    expect(await greeting(Number(port))).toBe('hello\n')
    one.say('feature_x_enabled = true')
    await two.told(/^feature_x_enabled = true$/)
    expect(await greeting(Number(port))).toBe('hello with feature x\n')

    one.say('maxConnections = 1')
    await two.told(/^maxConnections = 1$/)
    const held: Socket = connect({ port: Number(port), host: 'localhost', allowHalfOpen: true })
    await new Promise((resolve) => held.once('data', resolve))
    expect(await greeting(Number(port))).toBeUndefined()
    held.destroy()
    one.say('maxConnections = 1000')
    await two.told(/^maxConnections = 1000$/)
    expect(await greeting(Number(port))).toBe('hello with feature x\n')

    await one.stopped()
    const three = start('feature-flags', 'three', '127.0.0.1:0', (await two.told(/^two at (\S+)/))[1] ?? '')
    await three.told(/^feature_x_enabled = true$/)
    await three.told(/^maxConnections = 1000$/)
  })
})
