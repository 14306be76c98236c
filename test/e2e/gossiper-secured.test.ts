import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Running, eventually } from './gamemesh-process.ts'
import { GossiperNodes, clusterOf } from './gossiper-nodes.ts'

const TEST_MS = 120_000
const CERTIFICATES = fileURLToPath(new URL('../contract/gossip-transport/certificates/', import.meta.url))
const at = (name: string) => `${CERTIFICATES}${name}.pem`
const TOKEN = 'authorization: Bearer s3cret'

/** The status and the body; 0 when the connection failed. */
async function curl(...words: string[]): Promise<{ readonly status: number; readonly body: string }> {
  // The certificates are made out to the names of the nodes.
  const names = ['--connect-to', 'one::localhost:', '--connect-to', 'two::localhost:']
  const args = ['-s', '-w', '\n%{http_code}', '--cacert', at('authority'), ...names, ...words]
  const { stdout } = await promisify(execFile)('curl', args).catch((error: { stdout: string }) => error)
  const cut = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) }
}

let nodes: GossiperNodes
beforeEach(() => {
  nodes = new GossiperNodes()
})
afterEach(() => nodes.stopAll(), TEST_MS)

async function startPair(extra: readonly string[]) {
  const pair = await clusterOf(2, [
    '--gossip-interval=100ms',
    '--token=s3cret',
    `--tls-ca=${at('authority')}`,
  ])
  for (const [index, { words }] of pair.entries()) {
    const name = index === 0 ? 'one' : 'two'
    nodes.run([...words, ...extra, `--tls-cert=${at(name)}`, `--tls-key=${at(`${name}-key`)}`])
  }
  const [one = '', two = ''] = pair.map(({ port }, index) => `https://${index === 0 ? 'one' : 'two'}:${port}`)
  for (const url of [one, two])
    await eventually(
      'it serves',
      async () => (await curl('-H', TOKEN, `${url}/state`)).status === 200 || undefined,
    )
  return { one, two }
}

describe('gossipers with TLS and a token', () => {
  it.each([[[]], [['--delta']]])(
    '[GSP-9] gossip with each other, and with nobody who lacks certificate or token (%j)',
    async (extra) => {
      const { one, two } = await startPair(extra)
      expect(await curl(`${one}/update?playerId=a&score=1`)).toMatchObject({ status: 401 })
      expect(await curl('-H', TOKEN, `${one}/update?playerId=a&score=1`)).toMatchObject({ status: 200 })
      await eventually(
        'it has reached the other',
        async () => (await curl('-H', TOKEN, `${two}/state`)).body.includes('"score":1') || undefined,
      )

      const forged = [
        '-H',
        'content-type: application/json',
        '-d',
        '{"b":{"score":9,"timestamp":9}}',
        `${one}/gossip`,
      ]
      const shown = (name: string) => ['--cert', at(name), '--key', at(`${name}-key`)]
      expect(await curl(...forged, '-H', TOKEN)).toMatchObject({ status: 403 })
      expect(await curl(...forged, '-H', TOKEN, ...shown('foreign'))).toMatchObject({ status: 403 })
      expect(await curl(...forged, ...shown('two'))).toMatchObject({ status: 401 })
      expect((await curl(one.replace('https', 'http'))).status).not.toBe(200)
      expect((await curl('-H', TOKEN, `${one}/state`)).body).not.toContain('"b"')
      expect(await curl(...forged, '-H', TOKEN, ...shown('two'))).toMatchObject({ status: 200 })
    },
    TEST_MS,
  )

  it(
    '[GSP-9] say in one line what is wrong with their certificate',
    async () => {
      const words = ['--addr=localhost:0', `--tls-cert=${at('one')}`, `--tls-key=${at('two-key')}`]
      const { status, stderr } = await nodes.run(words).finished
      expect(status).toBe(1)
      expect(stderr).toMatch(/^gamemesh: .*one\.pem.*two-key\.pem cannot be used for TLS: .*\n$/)
    },
    TEST_MS,
  )
})

/** The certificate that a new connection to this port is shown. */
function shownAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

const fingerprint = (name: string) => new X509Certificate(readFileSync(at(name))).fingerprint256

describe('gossipers whose certificates change', () => {
  const place = (node: string, file: string) => join(nodes.folder, `${node}-${file}.pem`)
  const install = (node: string, name: string, authority: string) => {
    copyFileSync(at(name), place(node, 'cert'))
    copyFileSync(at(`${name}-key`), place(node, 'key'))
    copyFileSync(at(authority), place(node, 'ca'))
  }
  const says = (running: Running, text: string, times = 1) =>
    eventually(`it says ${text}`, () => running.written().stdout.split(text).length > times || undefined)
  const state = async (port: number) =>
    (await curl('-k', `https://localhost:${port}/state`)).body.includes('"new"') || undefined

  it.each([[[]], [['--delta']]])(
    '[GSP-21] read them again at SIGHUP: new connections see the new one, unusable ones change nothing (%j)',
    async (extra) => {
      install('a', 'one', 'authority')
      install('b', 'two', 'authority')
      const pair = await clusterOf(2, ['--gossip-interval=100ms', ...extra])
      const [a, b] = pair.map(({ words }, index) => {
        const file = (kind: string) => place(index === 0 ? 'a' : 'b', kind)
        const tls = [`--tls-cert=${file('cert')}`, `--tls-key=${file('key')}`, `--tls-ca=${file('ca')}`]
        return nodes.run([...words, ...tls])
      })
      const [portA = 0, portB = 0] = pair.map(({ port }) => port)
      if (!a || !b) throw new Error('two nodes')
      for (const port of [portA, portB]) await eventually('it serves', () => shownAt(port))
      expect(await shownAt(portA)).toBe(fingerprint('one'))

      writeFileSync(place('a', 'cert'), 'no certificate')
      a.signal('SIGHUP')
      await says(a, 'the TLS files stay as they were')
      expect(await shownAt(portA)).toBe(fingerprint('one'))

      for (const [node, running] of [
        ['a', a],
        ['b', b],
      ] as const) {
        install(node, 'foreign', 'other-authority')
        running.signal('SIGHUP')
        await says(running, 'the TLS files were read again')
      }
      expect([await shownAt(portA), await shownAt(portB)]).toEqual([
        fingerprint('foreign'),
        fingerprint('foreign'),
      ])
      expect(await curl('-k', `https://localhost:${portA}/update?playerId=new&score=1`)).toMatchObject({
        status: 200,
      })
      await eventually('they gossip by the new authority', () => state(portB))
    },
    TEST_MS,
  )
})

describe('a gossiper that does not belong to the others', () => {
  const tls = (name: string, authority = 'authority') => [
    `--tls-cert=${at(name)}`,
    `--tls-key=${at(`${name}-key`)}`,
    `--tls-ca=${at(authority)}`,
  ]
  const caller = (port: number, flags: readonly string[]) => {
    const scheme = flags.some((flag) => flag.startsWith('--tls-cert')) ? 'https' : 'http'
    const token = flags.flatMap((flag) => /^--token=(.*)$/.exec(flag)?.[1] ?? [])
    const headers = token.flatMap((text) => ['-H', `authorization: Bearer ${text}`])
    return (path: string) => curl('-k', ...headers, `${scheme}://localhost:${port}${path}`)
  }

  it.each<[string, readonly string[]]>([
    ['plain text', ['--token=s3cret']],
    ['no authority in common', ['--token=s3cret', ...tls('foreign', 'other-authority')]],
    ['a certificate of another authority', ['--token=s3cret', ...tls('foreign')]],
    ['another token', ['--token=wrong', ...tls('two')]],
  ])(
    '[GSP-22] neither gives them players nor gets theirs: %s',
    async (_what, flags) => {
      const [inside, outside] = await clusterOf(2, ['--gossip-interval=100ms', '--log-level=debug'])
      if (!inside || !outside) throw new Error('two nodes')
      const own = ['--token=s3cret', ...tls('one')]
      const running = [nodes.run([...inside.words, ...own]), nodes.run([...outside.words, ...flags])]
      const [member, stranger] = [caller(inside.port, own), caller(outside.port, flags)]
      for (const [ask, player] of [
        [member, 'ours'],
        [stranger, 'theirs'],
      ] as const)
        await eventually(
          'it takes its own players',
          async () => (await ask(`/update?playerId=${player}&score=1`)).status === 200 || undefined,
        )
      for (const node of running) {
        const failed = () => node.written().stdout.split('gossip with a peer failed').length
        const before = failed()
        await eventually('gossip fails', () => failed() > before + 2 || undefined)
      }
      expect((await member('/state')).body).toMatch(/^{"ours":{[^{}]*}}$/)
      expect((await stranger('/state')).body).toMatch(/^{"theirs":{[^{}]*}}$/)
    },
    TEST_MS,
  )
})
