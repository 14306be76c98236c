import { readFileSync } from 'node:fs'

/** The version in `package.json`, which lies two folders up from `src/cli` and from `dist/cli` alike. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : ''
  return String(found)
}
