import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { type MutualTlsFiles, mutualTlsLayer } from '../../../src/gossip/transport/tls-mutual.ts'
import { TcpNodes } from './tcp-nodes.ts'
import { certificateFiles } from './tcp-world.ts'

jest.setTimeout(30_000)

const nodes = new TcpNodes()
const folder = mkdtempSync(join(tmpdir(), 'gamemesh-tls-'))
const files: MutualTlsFiles = {
  keyFile: join(folder, 'key.pem'),
  certFile: join(folder, 'cert.pem'),
  caFile: join(folder, 'ca.pem'),
}

function install(from: MutualTlsFiles): void {
  copyFileSync(from.keyFile, files.keyFile)
  copyFileSync(from.certFile, files.certFile)
  copyFileSync(from.caFile, files.caFile)
}

describe('mutual TLS whose files change', () => {
  afterEach(async () => {
    await nodes.close()
    rmSync(folder, { recursive: true })
  })

  it('[TLS-2] moves to another authority: open links stay, new ones go by the new files', async () => {
    install(certificateFiles('one'))
    const layer = await mutualTlsLayer(files)
    const node = await nodes.open({ layer })
    const old = await nodes.open({ layer: await mutualTlsLayer(certificateFiles('two')) })
    old.send(node, 'before')
    await node.got('before')

    writeFileSync(files.certFile, 'no certificate')
    expect(await layer.reload()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('cert.pem cannot be used as certificate'),
    })
    const alike = await nodes.open({ layer: await mutualTlsLayer(certificateFiles('two')) })
    alike.send(node, 'still the old files')
    await node.got('still the old files')

    install(certificateFiles('foreign', 'other-authority'))
    expect(await layer.reload()).toEqual({ ok: true })
    const moved = await nodes.open({
      layer: await mutualTlsLayer(certificateFiles('foreign', 'other-authority')),
    })
    moved.send(node, 'new authority')
    old.send(node, 'open link')
    await node.got('new authority', 'open link')
    const late = await nodes.open({ layer: await mutualTlsLayer(certificateFiles('two')) })
    late.send(node, 'old authority')
    await late.until(() => late.unreachable.length > 0)
    expect(late.reasons).toEqual(['foreign_certificate'])
    node.send(moved, 'dialled')
    await moved.got('dialled')
  })
})
