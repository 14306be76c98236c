import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const CHUNK = Buffer.alloc(4096)

/** A file system of its own with little room, which can be filled to the last byte and emptied again. */
export class SmallDisk {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async mount(sizeKiB: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'gamemesh-disk-'))
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', folder])
    } catch (error) {
      await rmdir(folder)
      throw error
    }
    return new SmallDisk(folder)
  }

  async fill(): Promise<void> {
    const file = await open(this.#filler, 'w')
    try {
      for (;;) await file.write(CHUNK)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      await file.close()
    }
  }

  async makeRoom(): Promise<void> {
    await rm(this.#filler, { force: true })
  }

  async unmount(): Promise<void> {
    await run('umount', [this.folder])
    await rmdir(this.folder)
  }

  get #filler(): string {
    return join(this.folder, 'filler')
  }
}

/** Why there can be no small disk here; `undefined` when there can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  try {
    await (await SmallDisk.mount(64)).unmount()
    return undefined
  } catch (error) {
    return `no file system can be mounted here (${error instanceof Error ? error.message.trim() : String(error)})`
  }
}
