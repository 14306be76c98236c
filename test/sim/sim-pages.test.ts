import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../browser/browser.ts'
import { freshFolder, gamemeshSim } from './sim-commands.ts'

const TEST_MS = 120_000
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LOOKS = [
  [1280, 'light'],
  [400, 'dark'],
] as const
const folder = freshFolder()
const pathOf = (name: string) => join(folder, `${name}.html`)

const PAGES: Readonly<Record<string, readonly string[]>> = {
  epidemic: ['--nodes', '20', '--kill', 'node-5@5ms'],
  large: ['--nodes', '5000', '--latency', '1ms..100ms'],
  cluster: [
    'cluster',
    '--nodes',
    '6',
    '--kill',
    'node-3@500ms',
    '--partition',
    'node-0|*@5s-9s',
    '--duration',
    '15s',
  ],
  bench: ['bench', '--seeds', '2', '--sizes', '10,30'],
}

let browser: Browser

beforeAll(async () => {
  for (const [name, words] of Object.entries(PAGES)) gamemeshSim(...words, '--html', pathOf(name))
  browser = await launchBrowser()
}, TEST_MS)

afterAll(async () => {
  await browser.close()
}, TEST_MS)

interface Visit {
  readonly page: Page
  readonly complaints: readonly string[]
  /** Whatever was asked for besides the page itself. */
  readonly requests: readonly string[]
}

async function visit(name: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Visit> {
  const page = await browser.newPage(options)
  const complaints: string[] = []
  const requests: string[] = []
  const url = pathToFileURL(pathOf(name)).href
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url())
  })
  await page.goto(url)
  return { page, complaints, requests }
}

describe('the page of a run', () => {
  it.each(Object.keys(PAGES).flatMap((name) => LOOKS.map((look) => [name, ...look] as const)))(
    '[SIMR-8] %s at %d pixels, %s: fits, can be read by everybody, and asks nobody for anything',
    async (name, width, colorScheme) => {
      const { page, complaints, requests } = await visit(name, {
        viewport: { width, height: 900 },
        colorScheme,
      })
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow).toBe(0)
      await page.evaluate(AXE)
      const violations = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`))',
      )
      expect(violations).toEqual([])
      expect(complaints).toEqual([])
      expect(requests).toEqual([])
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMR-8] the flow of messages is gone through by keyboard, and by a button',
    async () => {
      const { page } = await visit('epidemic')
      const slider = page.getByRole('slider')
      await slider.focus()
      await page.keyboard.press('Home')
      expect(await page.locator('output').innerText()).toContain('(1 of 20')
      expect(await page.locator('#edges path').count()).toBe(0)
      await page.keyboard.press('ArrowRight')
      expect(await page.locator('output').innerText()).toMatch(/node-\d+ → node-\d+/)
      await page.keyboard.press('End')
      expect(await page.locator('#nodes .filled').count()).toBe(19)
      expect(await page.locator('#nodes .hollow').count()).toBe(1)
      await page.getByRole('button', { name: 'Play' }).press('Enter')
      await page.getByRole('button', { name: 'Pause' }).press('Enter')
      await page.getByRole('button', { name: 'Play' }).waitFor()
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[SIMR-8] without JavaScript there is still everything but the replay',
    async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(pathToFileURL(pathOf('epidemic')).href)
      expect(await page.locator('#edges path').count()).toBeGreaterThan(10)
      expect(await page.getByRole('slider').isVisible()).toBe(false)
      expect(await page.getByRole('row').count()).toBeGreaterThan(3)
      await context.close()
    },
    TEST_MS,
  )

  it(
    '[SIMR-8, SIMR-12] of a cluster shows membership over time, and the death in it',
    async () => {
      const { page } = await visit('cluster')
      const timeline = page.getByRole('img', { name: /^Membership of 6 nodes: 1 deaths/ })
      await timeline.waitFor()
      expect(await timeline.locator('i[title^="partition"]').count()).toBe(1)
      expect(await timeline.locator('i[title^="node-3: dead for"]').count()).toBeGreaterThan(0)
      expect(await page.getByRole('rowheader', { name: 'node-3' }).count()).toBe(1)
      await page.close()
    },
    TEST_MS,
  )

  it('[SIMR-8] is one file with nothing to fetch', () => {
    for (const name of Object.keys(PAGES)) {
      const text = readFileSync(pathOf(name), 'utf8')
      expect(text).not.toMatch(/(?:src|href)="(?!data:)|https?:\/\/(?!www\.w3\.org\/2000\/svg)|@import|url\(/)
      expect(text.length).toBeLessThan(1_000_000)
    }
  })

  it(
    '[SIMR-4] has the same bytes for the same seed',
    () => {
      const before = readFileSync(pathOf('cluster'), 'utf8')
      gamemeshSim(...(PAGES['cluster'] ?? []), '--html', pathOf('again'))
      expect(readFileSync(pathOf('again'), 'utf8')).toBe(before)
    },
    TEST_MS,
  )
})
