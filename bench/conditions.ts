import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { median } from './statistics.ts'

/** What figures depend on besides the code. */
export interface Conditions {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly system: string
  readonly fileSystem: string
  /** What the disk makes every durable answer wait for, at least. */
  readonly durableWriteMs: number
}

const BYTES_PER_GB = 1024 ** 3
const DURABLE_WRITES = 200
const WRITE_BYTES = 4096
/** statfs(2). */
const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
  [0x01021994, 'tmpfs (in memory: nothing is durable there)'],
])

export function conditionsOf(folder: string): Conditions {
  const { type } = statfsSync(folder)
  return {
    cpu: cpus()[0]?.model.trim() ?? arch(),
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / BYTES_PER_GB),
    node: process.versions.node,
    system: `${platform()} ${release()}`,
    fileSystem: FILE_SYSTEMS.get(type) ?? `file system 0x${type.toString(16)}`,
    durableWriteMs: durableWriteMs(join(folder, 'durable-write')),
  }
}

function durableWriteMs(path: string): number {
  const file = openSync(path, 'w')
  const times: number[] = []
  for (let write = 0; write < DURABLE_WRITES; write++) {
    const beganMs = performance.now()
    writeSync(file, Buffer.alloc(WRITE_BYTES))
    fdatasyncSync(file)
    times.push(performance.now() - beganMs)
  }
  closeSync(file)
  rmSync(path)
  return median(times)
}
