import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually } from './gamemesh-process.ts'
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
