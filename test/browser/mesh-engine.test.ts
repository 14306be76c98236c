import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { DEFAULT_CLUSTER } from '../../src/simulator/cluster/cluster-options.ts'
import { runCluster } from '../../src/simulator/cluster/run-cluster.ts'
import { collectModules } from '../../src/simulator/serve/page-modules.ts'
import { launchBrowser } from './browser.ts'

const TEST_TIMEOUT_MS = 120_000
const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url))
const ENTRY = 'simulator/cluster/run-cluster.ts'
const EMPTY_PAGE = '<!doctype html><title>empty</title>'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, TEST_TIMEOUT_MS)
afterAll(() => browser.close())

/** An empty page, and the modules that the entry needs. */
async function serve() {
  const modules = await collectModules(SOURCES, ENTRY)
  const server = createServer(({ url = '/' }, response) => {
    const code = modules.get(url.slice(1))
    const type = code === undefined ? 'text/html' : 'text/javascript'
    response.setHeader('content-type', `${type}; charset=utf-8`).end(code ?? EMPTY_PAGE)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('a listening server has an address')
  return { url: `http://127.0.0.1:${address.port}/`, server }
}

describe('the mesh engine in a browser', () => {
  it(
    '[MESH-75] plays a cluster of twelve nodes under faults to the same last byte as Node',
    async () => {
      const options = { ...DEFAULT_CLUSTER, nodes: 12, durationMs: 10_000, preset: 'local' as const, seed: 7 }
      const { url, server } = await serve()
      try {
        const page = await browser.newPage()
        await page.goto(url)
        const script = `import('/${ENTRY}').then(({ runCluster }) => JSON.stringify(runCluster(${JSON.stringify(options)})))`
        const inBrowser = await page.evaluate<string>(script)
        expect(inBrowser).toBe(JSON.stringify(runCluster(options)))
        expect(inBrowser.length).toBeGreaterThan(1_000)
      } finally {
        server.close()
      }
    },
    TEST_TIMEOUT_MS,
  )
})
