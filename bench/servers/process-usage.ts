import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second, whatever the kernel's own tick. */
const MICROS_PER_TICK = 10_000
const USER_TICKS_AT = 11
const SYSTEM_TICKS_AT = 12
const KIB_PER_MB = 1024

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Processor time of all threads of a process; NaN where there is no /proc. */
export function cpuMicrosOf(pid: number): number {
  // The name, in parentheses, may hold anything; the counted fields begin after it.
  const fields = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[USER_TICKS_AT]) + Number(fields[SYSTEM_TICKS_AT])) * MICROS_PER_TICK
}

/** Processor time of the whole machine: what was used, and what there was. NaN where there is no /proc. */
export interface MachineTime {
  readonly usedMicros: number
  readonly allMicros: number
}

const COUNTED_FIELDS = 8
const IDLE_AT = 3
const WAITING_FOR_DISK_AT = 4

export function machineTime(): MachineTime {
  const fields =
    read('/proc/stat')
      ?.split('\n')[0]
      ?.split(/\s+/)
      .slice(1, COUNTED_FIELDS + 1)
      .map(Number) ?? []
  const all = fields.reduce((sum, ticks) => sum + ticks, 0)
  const idle = (fields[IDLE_AT] ?? Number.NaN) + (fields[WAITING_FOR_DISK_AT] ?? Number.NaN)
  return { usedMicros: (all - idle) * MICROS_PER_TICK, allMicros: all * MICROS_PER_TICK }
}

export interface ResidentMemory {
  /** What `ps` and a container's limit call RSS. */
  readonly totalMb: number
  /** Of it the process's own: without the pages of mapped files, such as the embedded store's data. */
  readonly ownMb: number
}

export function residentMemoryOf(pid: number): ResidentMemory {
  const status = read(`/proc/${pid}/status`) ?? ''
  const mb = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / KIB_PER_MB
  return { totalMb: mb('VmRSS'), ownMb: mb('RssAnon') }
}
