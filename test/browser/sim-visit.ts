import type { Browser, Page } from 'playwright-core'
import type { Point } from '../../src/simulator/page/geometry.ts'
import { placeNodes } from '../../src/simulator/page/layout.ts'
import { placeOf } from '../../src/simulator/page/links.ts'

export interface Visit {
  readonly page: Page
  /** What the browser complained about: errors of scripts, and what the policy of the page forbids. */
  readonly complaints: readonly string[]
  /** Where requests went. */
  readonly hosts: ReadonlySet<string>
}

type PageOptions = NonNullable<Parameters<Browser['newPage']>[0]>

/** Without motion nothing plays until it is told to: a test then decides when time passes. */
export const STILL: PageOptions = { reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } }

export async function visitSimulator(
  browser: Browser,
  url: string,
  options: PageOptions = STILL,
): Promise<Visit> {
  const page = await browser.newPage(options)
  const complaints: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => request.url().startsWith('http') && hosts.add(new URL(request.url()).host))
  await page.goto(url)
  await page.getByText('nodes know').waitFor()
  return { page, complaints, hosts }
}

export async function setField(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  await field.fill(value)
  await field.dispatchEvent('change')
}

export async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption(value)
}

/** Plays as fast as it can to the end. */
export async function playToEnd(page: Page): Promise<void> {
  await choose(page, 'Speed', '100000')
  await page.getByRole('button', { name: 'Play' }).click()
  await page
    .getByRole('status')
    .getByText(/converged/i)
    .waitFor()
}

export const statusOf = (page: Page) => page.getByRole('status').innerText()
export const coverageOf = (page: Page) => page.locator('#coverage').innerText()
export const reportOf = (page: Page) => page.locator('#report').textContent()

/** Where a node of a full network lies on the stage, in the pixels of the window: a circle in the middle. */
export async function nodePlace(page: Page, nodes: number, node: number): Promise<Point> {
  const stage = page.locator('#stage')
  await stage.scrollIntoViewIfNeeded()
  const box = await stage.boundingBox()
  if (!box) throw new Error('the stage is not shown')
  const side = Math.min(box.width, box.height)
  const { x, y } = placeOf(placeNodes(nodes, 'circle'), node, side, side)
  return { x: box.x + (box.width - side) / 2 + x, y: box.y + (box.height - side) / 2 + y }
}

/** Draws the mouse across all links of a node, and of no other: between it and the middle, from neighbour to neighbour. */
export async function strokeAcrossLinks(page: Page, nodes: number, node: number): Promise<void> {
  const own = await nodePlace(page, nodes, node)
  const before = await nodePlace(page, nodes, (node + nodes - 1) % nodes)
  const after = await nodePlace(page, nodes, (node + 1) % nodes)
  const from = { x: (own.x + before.x) / 2, y: (own.y + before.y) / 2 }
  const to = { x: (own.x + after.x) / 2, y: (own.y + after.y) / 2 }
  const beyond = (a: Point, b: Point) => ({ x: a.x + (a.x - b.x) * 0.15, y: a.y + (a.y - b.y) * 0.15 })
  const start = beyond(from, to)
  const end = beyond(to, from)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(end.x, end.y, { steps: 7 })
  await page.mouse.up()
}

/** The colour of a node beside its number. */
export async function colourOf(page: Page, nodes: number, node: number): Promise<string> {
  const { x, y } = await nodePlace(page, nodes, node)
  return page.evaluate(
    ([atX, atY]) => {
      const canvas = document.querySelector('canvas')
      const { left, top } = canvas?.getBoundingClientRect() ?? { left: 0, top: 0 }
      const pixel = canvas?.getContext('2d')?.getImageData(atX - left - 10, atY - top, 1, 1)
      return String(pixel?.data)
    },
    [x, y] as const,
  )
}
