import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 200

/** Runs `work` while no other process on this machine does. */
export async function withLock(path: string, signal: AbortSignal | undefined, work: () => Promise<void>) {
  const release = await takeLock(path, signal)
  try {
    await work()
  } finally {
    await release()
  }
}

/** Waits until nobody else on this machine holds the lock. One whose holder has died is taken over. */
export async function takeLock(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  while (!(await take(path))) {
    if (await holderIsDead(path)) await rm(path, { force: true })
    else await sleep(POLL_MS, undefined, signal && { signal })
  }
  return () => rm(path, { force: true })
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function holderIsDead(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''))
  // An empty file: its holder is between creating and writing it, or has just released it.
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
