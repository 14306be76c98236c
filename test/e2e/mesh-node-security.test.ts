import { X509Certificate } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { type MeshNode, MeshNodes } from './mesh-nodes.ts'

const TIMEOUT_MS = 90_000
const CERTIFICATES = fileURLToPath(new URL('../contract/gossip-transport/certificates/', import.meta.url))
const mesh = new MeshNodes()

afterEach(() => mesh.stopAll(), TIMEOUT_MS)
afterAll(() => mesh.remove())

function secret(name: string, text: string): readonly string[] {
  const file = join(mesh.folder, name)
  writeFileSync(file, `${text}\n`)
  return [`--secret-file=${file}`]
}

function certificates(name: string, authority = 'authority'): readonly string[] {
  const file = (kind: string) => join(CERTIFICATES, kind)
  return [
    `--tls-key=${file(`${name}-key.pem`)}`,
    `--tls-cert=${file(`${name}.pem`)}`,
    `--tls-ca=${file(`${authority}.pem`)}`,
  ]
}

async function refusal(port: number, seed: string, ...more: readonly string[]): Promise<string> {
  const words = ['node', '-name=stranger', `-nodeAddr=localhost:${port}`, `-routes=${seed}`, ...more]
  const { status, stderr, stdout } = await mesh.run(words).finished
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  return stderr
}

/** Opens a connection of TLS as a stranger does, and gives how it ends. */
function knock(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', checkServerIdentity: () => undefined, ...options })
    socket.once('error', (error) => resolve(error.message)).once('close', () => resolve('closed'))
    socket.resume()
  })
}

async function said(node: MeshNode, text: string): Promise<void> {
  await eventually(`${node.name} says "${text}"`, () => node.written().stderr.includes(text) || undefined)
}

describe('a cluster with a secret', () => {
  it(
    '[NODE-11] refuses plain text, certificates and another cluster, and names the reason',
    async () => {
      const port = await freePorts(2)
      const right = secret('right', 'a secret of the whole cluster')
      const seed = await mesh.seed('seed', port, ...right)
      for (const flags of [[], certificates('one'), [...right, '--cluster=other']]) {
        const words = ['node', '-name=stranger', `-nodeAddr=localhost:${port + 1}`, `-routes=${seed.address}`]
        const stranger = mesh.run([...words, ...flags])
        await Promise.race([
          stranger.finished,
          eventually(
            'it is told',
            () => stranger.written().stderr.includes('no seed has answered') || undefined,
          ),
        ])
        stranger.signal('SIGKILL')
        expect((await stranger.finished).stdout).toBe('')
      }
      for (const reason of ['not_tls', 'tls_failed', 'wrong_cluster'])
        await said(seed, `a link was refused: ${reason}`)
      expect((await seed.members()).map(({ name }) => name)).toEqual(['seed'])
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-11] takes who knows it and refuses who knows another one, with status 1 and the reason',
    async () => {
      const port = await freePorts(3)
      const right = secret('right', 'a secret of the whole cluster')
      const seed = await mesh.seed('seed', port, ...right)
      const node = await mesh.node('node', port + 1, seed.address, ...right)
      await node.sees('seed', 'alive')
      const wrong = secret('wrong', 'another secret altogether')
      expect(await refusal(port + 2, seed.address, ...wrong)).toContain('knows another cluster secret')
      expect((await seed.members()).map(({ name }) => name)).toEqual(['node', 'seed'])
    },
    TIMEOUT_MS,
  )

  it(
    '[CTL-1] its nodes answer their own machine without it, and whoever shows it over TLS',
    async () => {
      const port = await freePorts(1)
      const right = secret('right', 'a secret of the whole cluster')
      const seed = await mesh.seed('seed', port, ...right)
      expect(await seed.ask('get', 'key')).toMatchObject({ status: 1 })
      expect(await seed.ask('set', 'key', '1')).toMatchObject({ status: 0 })
      expect(await seed.ask('get', 'key', ...right)).toMatchObject({ status: 0, stdout: '1\n' })
      const wrong = await seed.ask('get', 'key', ...secret('wrong', 'another secret altogether'))
      expect(wrong).toMatchObject({ status: 1, stdout: '' })
      expect(wrong.stderr).toContain('knows another cluster secret')
    },
    TIMEOUT_MS,
  )
})

describe('a cluster with certificates', () => {
  it(
    '[NODE-12] takes certificates of its authority and refuses a foreign one, a secret and plain text',
    async () => {
      const port = await freePorts(3)
      const seed = await mesh.seed('seed', port, ...certificates('one'))
      const node = await mesh.node('node', port + 1, seed.address, ...certificates('two'))
      await node.sees('seed', 'alive')
      // It trusts the authority of the others, but they do not trust its own: all it sees is that they hang up.
      for (const flags of [certificates('foreign'), []]) {
        const stranger = await mesh.node('stranger', port + 2, seed.address, ...flags)
        await eventually('the stranger is told', () =>
          stranger.written().stderr.includes('no seed has answered yet') ? true : undefined,
        )
        stranger.signal('SIGKILL')
        await stranger.finished
        expect(stranger.written().stdout).toBe('')
      }
      expect(seed.written().stderr).toContain('a link was refused: foreign_certificate')
      expect(seed.written().stderr).toContain('a link was refused: not_tls')
      const distrustful = certificates('foreign', 'other-authority')
      expect(await refusal(port + 2, seed.address, ...distrustful)).toContain(
        'does not take this certificate',
      )
      expect((await seed.members()).map(({ name }) => name)).toEqual(['node', 'seed'])
      expect((await seed.ask('members', '--lines', ...certificates('two'))).stdout).toContain('Member: node')
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-12] refuses who shows no certificate, and says so',
    async () => {
      const port = await freePorts(1)
      const seed = await mesh.seed('seed', port, ...certificates('one'))
      const ca = readFileSync(join(CERTIFICATES, 'authority.pem'))
      expect(await knock(port, { ca })).toMatch(/certificate required|closed|ECONNRESET/i)
      await said(seed, 'a link was refused: no_certificate')
      expect((await seed.members()).map(({ name }) => name)).toEqual(['seed'])
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-13] SIGHUP reads the files again: new links go by them; unusable ones change nothing',
    async () => {
      const port = await freePorts(3)
      const own = (kind: string) => join(mesh.folder, `own-${kind}.pem`)
      const install = (name: string, authority: string) => {
        copyFileSync(join(CERTIFICATES, `${name}.pem`), own('cert'))
        copyFileSync(join(CERTIFICATES, `${name}-key.pem`), own('key'))
        copyFileSync(join(CERTIFICATES, `${authority}.pem`), own('ca'))
      }
      install('one', 'authority')
      const flags = [`--tls-key=${own('key')}`, `--tls-cert=${own('cert')}`, `--tls-ca=${own('ca')}`]
      const seed = await mesh.seed('seed', port, ...flags)
      expect(await shownAt(port, 'two')).toBe(fingerprint('one'))
      writeFileSync(own('cert'), 'not a certificate')
      seed.signal('SIGHUP')
      await said(seed, 'the TLS files stay as they were')
      expect(await shownAt(port, 'two')).toBe(fingerprint('one'))
      expect((await seed.ask('status', ...certificates('two'))).status).toBe(0)

      install('foreign', 'other-authority')
      seed.signal('SIGHUP')
      await said(seed, 'the TLS files were read again')
      expect(await shownAt(port, 'two')).toBe(fingerprint('foreign'))
      const moved = certificates('foreign', 'other-authority')
      const node = await mesh.node('node', port + 1, seed.address, ...moved)
      await node.sees('seed', 'alive')
      expect(await refusal(port + 2, seed.address, ...certificates('two'))).toContain(
        'does not take this certificate',
      )
    },
    TIMEOUT_MS,
  )
})

/** The certificate that a new connection is shown, which shows one itself. */
function shownAt(port: number, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const [cert, key] = [`${name}.pem`, `${name}-key.pem`].map((file) =>
      readFileSync(join(CERTIFICATES, file)),
    )
    const shows = { ...(cert && { cert }), ...(key && { key }) }
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...shows }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

function fingerprint(name: string): string {
  return new X509Certificate(readFileSync(join(CERTIFICATES, `${name}.pem`))).fingerprint256
}
