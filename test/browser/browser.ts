import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The machine's own Chromium, else the one that npm brings. */
export async function launchBrowser(): Promise<Browser> {
  const installed = SYSTEM_BROWSERS.find((path) => existsSync(path))
  if (installed !== undefined)
    return chromium.launch({ executablePath: installed, args: ['--no-sandbox', '--disable-gpu'] })
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args: packed.args })
}
