import { mkdtemp } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { fnv1a } from '../../src/base/fnv1a.ts'
import type { EpidemicOptions } from '../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../src/simulator/epidemic/run-epidemic.ts'
import { parametersOf } from '../../src/simulator/page/parameters.ts'
import { type SimulatorServer, serveSimulator } from '../../src/simulator/serve/serve-simulator.ts'
import { launchBrowser } from './browser.ts'
import {
  choose,
  colourOf,
  coverageOf,
  nodePlace,
  playToEnd,
  reportOf,
  setField,
  statusOf,
  STILL,
  strokeAcrossLinks,
  visitSimulator,
} from './sim-visit.ts'

const TEST_MS = 120_000
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 400, height: 800 }

let server: SimulatorServer
let browser: Browser
let screenshots: string
const faults: unknown[] = []

beforeAll(async () => {
  server = await serveSimulator({ host: '127.0.0.1', port: 0, onFault: (error) => faults.push(error) })
  browser = await launchBrowser()
  screenshots = await mkdtemp(join(tmpdir(), 'gamemesh-sim-page-'))
}, TEST_MS)

afterAll(async () => {
  await browser.close()
  await server.close()
  expect(faults).toEqual([])
}, TEST_MS)

describe('the live page', () => {
  it(
    '[SIMS-9] plays a run until it has converged, without a complaint and without asking anybody else',
    async () => {
      const { page, complaints, hosts } = await visitSimulator(browser, server.url, {})
      await choose(page, 'Speed', '1000')
      await page.getByRole('status').getByText('CONVERGED after').waitFor()
      expect(await coverageOf(page)).toBe('40 of 40 (100%)')
      expect(complaints).toEqual([])
      expect([...hosts]).toEqual([new URL(server.url).host])
      await page.close()
    },
    TEST_MS,
  )

  it.each<EpidemicOptions>([
    { seed: 11 },
    { nodes: 100, strategy: 'push-pull', topology: 'small-world', drop: 0.3, seed: 5 },
    {
      nodes: 64,
      fanout: 2,
      strategy: 'pull',
      topology: 'grid',
      latency: { kind: 'exponential', meanMs: 20 },
    },
    {
      nodes: 33,
      strategy: 'rumour',
      topology: 'two-regions',
      latency: { kind: 'log-normal', medianMs: 9, sigma: 1 },
    },
    { nodes: 20_000, fanout: 4, strategy: 'push', latency: { kind: 'regions' } },
  ])(
    '[SIMS-8] comes to the very report that Node and the server come to: %j',
    async (options) => {
      const { page } = await visitSimulator(browser, server.url)
      const { latency } = options
      if (options.nodes !== undefined) await setField(page, 'Nodes', String(options.nodes))
      if (options.fanout !== undefined) await setField(page, 'Fanout', String(options.fanout))
      if (options.drop !== undefined) await setField(page, 'Loss', String(options.drop))
      if (options.strategy) await choose(page, 'Strategy', options.strategy)
      if (options.topology) await choose(page, 'Topology', options.topology)
      if (latency) await choose(page, 'Latency', latency.kind)
      if (latency?.kind === 'log-normal') {
        await setField(page, 'median, ms', String(latency.medianMs))
        await setField(page, 'sigma', String(latency.sigma))
      }
      if (options.seed !== undefined) await setField(page, 'Seed', String(options.seed))
      await playToEnd(page)
      const same: EpidemicOptions = {
        nodes: 40,
        latency: { kind: 'uniform', fromMs: 5, toMs: 50 },
        ...options,
      }
      const report = JSON.stringify(runEpidemic(same))
      expect(await reportOf(page)).toBe(report)
      expect(await page.locator('#hash').innerText()).toBe(fnv1a(report).toString(16).padStart(8, '0'))
      const byServer = await fetch(new URL(`/api/stats?${parametersOf(same)}`, server.url))
      expect(await byServer.text()).toBe(`${report}\n`)
      const link = await page
        .getByRole('link', { name: '/api/stats' })
        .evaluate((a) => a.getAttribute('href'))
      expect(await (await fetch(new URL(link ?? '', server.url))).text()).toBe(`${report}\n`)
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMS-10] runs anew with other settings',
    async () => {
      const { page } = await visitSimulator(browser, server.url)
      await setField(page, 'Nodes', '25')
      expect(await coverageOf(page)).toBe('1 of 25 (4%)')
      await playToEnd(page)
      const usual = await reportOf(page)
      await setField(page, 'Fanout', '6')
      await playToEnd(page)
      const wide = await reportOf(page)
      expect(wide).not.toBe(usual)
      await setField(page, 'Loss', '1')
      await playToEnd(page)
      expect(await statusOf(page)).toBe('Not converged: 1 of 25 live nodes know.')
      expect(await page.locator('#drop-text').innerText()).toBe('100 %')
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMS-10] tells which setting cannot be, and keeps the run before',
    async () => {
      const { page, complaints } = await visitSimulator(browser, server.url)
      await setField(page, 'Fanout', '99')
      await page.getByRole('alert').getByText('fanout is 99').waitFor()
      expect(await page.getByLabel('Fanout').getAttribute('aria-invalid')).toBe('true')
      await setField(page, 'Nodes', '2000000')
      await page.getByRole('alert').getByText('nodes is 2000000; allowed: at most 1000000').waitFor()
      expect(await coverageOf(page)).toBe('1 of 40 (2.5%)')
      await setField(page, 'Nodes', '200')
      expect(await coverageOf(page)).toBe('1 of 200 (0.5%)')
      expect(await page.getByRole('alert').innerText()).toBe('')
      expect(complaints).toEqual([])
      await page.close()
    },
    TEST_MS,
  )
})

describe('the mouse on the stage', () => {
  it(
    '[SIMS-11] cuts a node off, which then learns nothing until its links are healed',
    async () => {
      const nodes = 8
      const { page } = await visitSimulator(browser, server.url)
      await setField(page, 'Nodes', String(nodes))
      const ignorant = await colourOf(page, nodes, 5)
      await strokeAcrossLinks(page, nodes, 5)
      expect(await statusOf(page)).toBe('7 links cut.')
      await choose(page, 'Speed', '5000')
      await page.getByRole('button', { name: 'Play' }).click()
      await page.waitForFunction(
        () => Number.parseFloat(document.querySelector('#time-text')?.textContent ?? '') > 3000,
      )
      await page.getByRole('button', { name: 'Pause' }).click()
      expect(await coverageOf(page)).toBe('7 of 8 (87.5%)')
      expect(await colourOf(page, nodes, 5)).toBe(ignorant)
      expect(await colourOf(page, nodes, 4)).not.toBe(ignorant)
      await page.screenshot({ path: join(screenshots, 'cut-off.png') })
      await page.getByRole('radio', { name: 'Heal links' }).check()
      await strokeAcrossLinks(page, nodes, 5)
      expect(await statusOf(page)).toBe('7 links healed.')
      await playToEnd(page)
      expect(await statusOf(page)).toMatch(/^CONVERGED after/)
      expect(await colourOf(page, nodes, 5)).toBe(await colourOf(page, nodes, 4))
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMS-12] kills, revives, and lets a run begin elsewhere',
    async () => {
      const { page } = await visitSimulator(browser, server.url)
      const click = async (node: number) => {
        const { x, y } = await nodePlace(page, 40, node)
        await page.mouse.click(x, y)
      }
      await page.getByRole('radio', { name: 'Kill or revive' }).check()
      await click(17)
      expect(await statusOf(page)).toBe('Node 17 is dead.')
      expect(await page.locator('#coverage-text').innerText()).toBe('At 0 ms 1 of 40 nodes know, 1 dead.')
      await click(17)
      expect(await statusOf(page)).toBe('Node 17 is back and knows nothing.')
      await click(3)
      await page.getByRole('radio', { name: 'Start here' }).check()
      await click(30)
      expect(await page.locator('#node-text').innerText()).toBe('Node 30 has known it since 0 ms.')
      await playToEnd(page)
      expect(JSON.parse((await reportOf(page)) ?? '')).toMatchObject({
        broadcasts: [{ origin: 30 }],
        live: 39,
        reached: 39,
      })
      await page.close()
    },
    TEST_MS,
  )
})

describe('the live page by keyboard', () => {
  it(
    '[SIMS-12] kills, cuts and heals by number',
    async () => {
      const { page } = await visitSimulator(browser, server.url)
      const press = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).focus()
        await page.keyboard.press('Enter')
      }
      await page.getByLabel('Node', { exact: true }).focus()
      await page.keyboard.press('ArrowUp')
      expect(await page.locator('#node-text').innerText()).toBe('Node 1 does not know it yet.')
      await press('Kill')
      expect(await statusOf(page)).toBe('Node 1 is dead.')
      await press('Revive')
      await press('Cut all its links')
      expect(await statusOf(page)).toBe('39 links are cut.')
      await page.getByLabel('Its link to').fill('2')
      await press('Heal the link')
      expect(await statusOf(page)).toBe('1 link is healed.')
      await press('Heal everything')
      expect(await statusOf(page)).toBe('38 links are healed.')
      await press('Cut it in two')
      expect(await statusOf(page)).toBe('400 links are cut.')
      await press('Step')
      await press('Step')
      await press('Restart')
      expect(await page.locator('#time-text').innerText()).toBe('0 ms')
      await choose(page, 'Speed', '5000')
      await press('Play')
      await page.getByText('20 of 40 (50%)').waitFor()
      await press('Pause')
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMS-13] turns time back and shows what each node knew then',
    async () => {
      const { page } = await visitSimulator(browser, server.url)
      await playToEnd(page)
      await page.getByText('Every node at this moment').first().click()
      const states = async () =>
        (await page.locator('#nodes-table tr').allInnerTexts()).map((row) => row.split('\t')[1])
      expect(new Set(await states())).toEqual(new Set(['knows']))
      await page.getByRole('slider', { name: 'Time' }).focus()
      await page.keyboard.press('Home')
      expect(await page.locator('#time-text').innerText()).toBe('0 ms')
      expect(await states()).toEqual(['knows', ...Array.from({ length: 39 }, () => 'does not know')])
      await page.keyboard.press('PageUp')
      const later = (await states()).filter((state) => state === 'knows').length
      expect(later).toBeGreaterThan(1)
      expect(later).toBeLessThan(40)
      expect(await coverageOf(page)).toContain(`${later} of 40`)
      await page.keyboard.press('End')
      expect(await coverageOf(page)).toBe('40 of 40 (100%)')
      await page.close()
    },
    TEST_MS,
  )
})

describe('the look of the live page', () => {
  it(
    '[SIMS-14] stays responsive with a hundred thousand nodes',
    async () => {
      const { page, complaints } = await visitSimulator(browser, server.url)
      await setField(page, 'Nodes', '100000')
      expect(await statusOf(page)).toContain('Each square stands for many nodes')
      await page.getByRole('button', { name: 'Play' }).click()
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('button', { name: 'Kill' }).click()
      expect(await statusOf(page)).toBe('Node 0 is dead.')
      await page.getByRole('button', { name: 'Restart' }).click()
      await playToEnd(page)
      expect(await coverageOf(page)).toBe('100,000 of 100,000 (100%)')
      await page.screenshot({ path: join(screenshots, 'large.png'), fullPage: true })
      expect(complaints).toEqual([])
      await page.close()
    },
    TEST_MS,
  )

  it.each(['light', 'dark'] as const)(
    '[SIMS-15] is accessible and fits a phone, in %s colours',
    async (colorScheme) => {
      // The check is injected, which the page's own policy forbids.
      const options = { ...STILL, viewport: PHONE, colorScheme, bypassCSP: true }
      const { page } = await visitSimulator(browser, server.url, options)
      await playToEnd(page)
      await setField(page, 'Fanout', '0')
      await page.getByText('Every node at this moment').first().click()
      await page.getByText('Report as JSON').click()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
      await page.evaluate(AXE)
      const { violations } = await page.evaluate<{ violations: readonly { id: string; help: string }[] }>(
        'axe.run()',
      )
      expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([])
      await page.screenshot({ path: join(screenshots, `phone-${colorScheme}.png`), fullPage: true })
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMS-15] says without JavaScript where the figures are',
    async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(server.url)
      await page.locator('noscript p').waitFor()
      await context.close()
    },
    TEST_MS,
  )
})
