import type { SystemCall } from './strace.ts'

/**
 * Whether answers leave too early. A commit of LMDB writes its pages, waits for their flush, and then writes the meta
 * page that makes them count, durably too. So between a request and its answer there must lie: a write to the data file,
 * a flush that began after it, another write that began after the flush (the meta page), and that one's own durability.
 */

export interface Exchange {
  readonly connection: string
  readonly answer: string
  readonly askedS: number
  readonly answeredS: number
}

interface FileCall {
  readonly kind: 'write' | 'flush'
  readonly beganS: number
  readonly endedS: number
  /** A write that returns only when it is on disk: its file was opened so. */
  readonly isDurable: boolean
}

export const FLUSH_CALLS = ['fdatasync', 'fsync']
export const WATCHED_CALLS =
  'openat,pwrite64,pwritev,pwritev2,fdatasync,fsync,read,recvfrom,recvmsg,write,writev,sendto,sendmsg'.split(
    ',',
  )

const DATA_FILE = /^(\d+)<[^>]*\/data\.mdb>/
const CONNECTION = /^\d+<(TCP.*?\])>, (?:\[\{iov_base=)?"(.*)/
const FLUSHES = new Set(FLUSH_CALLS)
const FILE_WRITES = new Set(['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2'])
const READS = new Set(['read', 'recvfrom', 'recvmsg'])

/** The POSTs to the game that were answered with success, each with the moments at which the server took and gave. */
export function exchanges(calls: readonly SystemCall[]): Exchange[] {
  const open = new Map<string, number>()
  const found: Exchange[] = []
  for (const call of calls) {
    const [, connection, text] = CONNECTION.exec(call.arguments) ?? []
    if (connection === undefined || text === undefined || call.result <= 0) continue
    if (READS.has(call.name) && text.startsWith('POST /game/')) open.set(connection, call.endedS)
    const answer = /^HTTP\/1\.1 (2\d\d)/.exec(text)?.[1]
    const askedS = open.get(connection)
    if (READS.has(call.name) || answer === undefined || askedS === undefined) continue
    open.delete(connection)
    found.push({ connection, answer, askedS, answeredS: call.beganS })
  }
  return found
}

/** The exchanges whose answer left before what it says was on disk. */
export function tooEarly(calls: readonly SystemCall[]): Exchange[] {
  const all = exchanges(calls)
  const file = fileCalls(calls)
  return all.filter((exchange) => {
    const { askedS, answeredS } = exchange
    const between = file.filter(({ beganS, endedS }) => beganS > askedS && endedS < answeredS)
    if (!hasCommit(between)) return true
    const isAlone = all.every(
      (other) => other === exchange || other.answeredS < askedS || other.askedS > answeredS,
    )
    // With nobody else asking, every write is this one's: none may be unfinished or unflushed.
    return (
      isAlone &&
      !allFlushed(
        file.filter(({ beganS }) => beganS > askedS && beganS < answeredS),
        answeredS,
      )
    )
  })
}

function fileCalls(calls: readonly SystemCall[]): FileCall[] {
  const durable = new Set<string>()
  return calls.flatMap(({ name, arguments: args, result, beganS, endedS }): FileCall[] => {
    if (name === 'openat') {
      if (/data\.mdb"/.test(args) && /O_D?SYNC/.test(args)) durable.add(String(result))
      return []
    }
    const descriptor = DATA_FILE.exec(args)?.[1]
    if (descriptor === undefined || result < 0) return []
    if (FLUSHES.has(name)) return [{ kind: 'flush', beganS, endedS, isDurable: true }]
    if (!FILE_WRITES.has(name)) return []
    return [{ kind: 'write', beganS, endedS, isDurable: durable.has(descriptor) }]
  })
}

function hasCommit(calls: readonly FileCall[]): boolean {
  const pages = calls.find(({ kind }) => kind === 'write')
  const flush = pages && calls.find(({ kind, beganS }) => kind === 'flush' && beganS > pages.endedS)
  const meta = flush && calls.find(({ kind, beganS }) => kind === 'write' && beganS > flush.endedS)
  return meta !== undefined && isFlushed(meta, calls)
}

function allFlushed(calls: readonly FileCall[], byS: number): boolean {
  return calls.every((call) => call.endedS < byS && (call.kind === 'flush' || isFlushed(call, calls)))
}

function isFlushed(write: FileCall, calls: readonly FileCall[]): boolean {
  return write.isDurable || calls.some(({ kind, beganS }) => kind === 'flush' && beganS > write.endedS)
}
