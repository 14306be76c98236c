import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { freePorts } from '../e2e/gamemesh-process.ts'
import { GossiperNodes, isServing, update } from '../e2e/gossiper-nodes.ts'
import { launchBrowser } from './browser.ts'

const TEST_MS = 120_000
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 360, height: 640 }

const nodes = new GossiperNodes()
let browser: Browser
let open: number
let locked: number

beforeAll(async () => {
  open = await freePorts(2)
  locked = open + 1
  nodes.run([`--addr=localhost:${open}`])
  nodes.run([`--addr=localhost:${locked}`, '--token=s3cret'])
  browser = await launchBrowser()
  await isServing(open)
  await isServing(locked)
}, TEST_MS)

afterAll(async () => {
  await browser.close()
  await nodes.stopAll()
}, TEST_MS)

interface Seen {
  readonly page: Page
  /** What the browser complained about: errors of scripts, and what the policy of the page forbids. */
  readonly complaints: readonly string[]
  /** Where requests went. */
  readonly hosts: ReadonlySet<string>
}

async function visit(port: number, options: Parameters<Browser['newPage']>[0] = {}): Promise<Seen> {
  const page = await browser.newPage(options)
  const complaints: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.goto(`http://localhost:${port}/`)
  return { page, complaints, hosts }
}

const rows = (page: Page) => page.locator('#players tr').allInnerTexts()

describe('the page of a gossiper', () => {
  it(
    '[GSP-14] updates a score without leaving, and shows what others do meanwhile',
    async () => {
      const { page, complaints, hosts } = await visit(open)
      await page.getByRole('textbox', { name: 'Player' }).fill('Zoë <b>')
      await page.getByRole('textbox', { name: 'Score' }).fill('9007199254740993')
      await page.getByRole('button', { name: 'Update' }).click()
      await page.getByText('9007199254740993', { exact: true }).waitFor()
      expect(await page.getByRole('rowheader', { name: 'Zoë <b>' }).count()).toBe(1)
      await update(open, 'ann', 5)
      await page.getByRole('rowheader', { name: 'ann' }).waitFor()
      expect((await rows(page)).map((row) => row.split('\t').slice(0, 3))).toEqual([
        ['1', 'Zoë <b>', '9007199254740993'],
        ['2', 'ann', '5'],
      ])
      expect(new URL(page.url()).pathname).toBe('/')
      expect(complaints).toEqual([])
      expect([...hosts]).toEqual([`localhost:${open}`])
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[GSP-14] says what is wrong with an update',
    async () => {
      const { page } = await visit(open)
      await page.getByRole('textbox', { name: 'Player' }).fill('bob')
      await page.getByRole('textbox', { name: 'Score' }).fill('9223372036854775808')
      await page.getByRole('button', { name: 'Update' }).click()
      await page.getByRole('status').getByText('must be an integer').waitFor()
      await page.close()
    },
    TEST_MS,
  )

  it(
    '[GSP-14] works without JavaScript',
    async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(`http://localhost:${open}/`)
      await page.getByRole('textbox', { name: 'Player' }).fill('noscript')
      await page.getByRole('textbox', { name: 'Score' }).fill('3')
      await page.getByRole('button', { name: 'Update' }).click()
      await page.waitForURL('**/update?*')
      await page.goto(`http://localhost:${open}/`)
      expect(await page.getByRole('rowheader', { name: 'noscript' }).count()).toBe(1)
      await context.close()
    },
    TEST_MS,
  )

  it(
    '[GSP-9, GSP-14] asks for the token where there is one',
    async () => {
      const { page } = await visit(locked)
      await page.getByLabel('Token').fill('s3cret')
      await page.getByRole('textbox', { name: 'Player' }).fill('carl')
      await page.getByRole('textbox', { name: 'Score' }).fill('4')
      await page.getByRole('button', { name: 'Update' }).click()
      await page.getByRole('rowheader', { name: 'carl' }).waitFor()
      await page.close()
    },
    TEST_MS,
  )

  it.each(['light', 'dark'] as const)(
    '[GSP-14] is accessible and fits a phone, in %s colours',
    async (colorScheme) => {
      await update(open, 'x'.repeat(60), -1)
      // The check is injected, which the page's own policy forbids.
      const { page } = await visit(open, { viewport: PHONE, colorScheme, bypassCSP: true })
      await page.getByRole('rowheader', { name: 'x'.repeat(60) }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
      await page.evaluate(AXE)
      const { violations } = await page.evaluate<{ violations: readonly { id: string; help: string }[] }>(
        'axe.run()',
      )
      expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([])
      await page.close()
    },
    TEST_MS,
  )
})
