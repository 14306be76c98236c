import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a run leaves what it found: the given folder, or one of its own among the system's temporary ones. */
export function resultFolder(out: string | undefined, title: string, at: Date): string {
  if (out !== undefined) return out
  const name = title.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)
  return join(
    tmpdir(),
    'gamemesh-glomers',
    `${at.toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}-${name}`,
  )
}
