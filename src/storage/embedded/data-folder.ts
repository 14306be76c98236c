import { closeSync, fsyncSync, openSync, realpathSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RootDatabase } from 'lmdb'
import { assert } from '../../base/assert.ts'
import { errorMessage } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import { DEFAULT_RULES, describeRules, type SessionRules, sameRules } from '../../sessions/rules.ts'
import { Environment, type Header } from './environment.ts'
import { makeFolder } from './make-folder.ts'
import { inspectDataFile } from './data-file.ts'

/** The layout of the tables. Raised by a change that another version could not read. */
const FORMAT = 2

/** What a new LMDB environment takes, with room to spare. */
const PROBE_BYTES = 256 * 1024

/** A data folder as one store has it. */
export interface DataFolder {
  readonly environment: Environment
  readonly close: () => Promise<void>
}

interface Shared {
  readonly environment: Environment
  users: number
}

/**
 * LMDB's lock is per process: a second environment on the same folder in one process could wait for a lock that the
 * first can only give back on the same thread. So the stores of one process share one environment.
 */
const environments = new Map<string, Shared>()

/** Opens the folder, and makes it when there is none. Rejects with an error that an operator can act on. */
export async function openDataFolder(dataDir: string, rules: SessionRules, log: Logger): Promise<DataFolder> {
  const shared = await openShared(dataDir, log)
  const { environment } = shared
  try {
    checkHeader(environment.root, environment.path, rules)
  } catch (error) {
    if (shared.users === 0) await environment.close()
    throw error
  }
  environments.set(environment.path, shared)
  shared.users += 1
  return { environment, close: () => release(shared) }
}

async function openShared(dataDir: string, log: Logger): Promise<Shared> {
  const path = prepareDirectory(dataDir)
  await checkDataFile(path)
  const found = environments.get(path)
  if (found) return found
  try {
    return { environment: new Environment(path, log), users: 0 }
  } catch (error) {
    throw damaged(path, errorMessage(error), error)
  }
}

async function release(shared: Shared): Promise<void> {
  shared.users -= 1
  assert(shared.users >= 0, 'a data folder is closed once by each store')
  if (shared.users > 0) return
  environments.delete(shared.environment.path)
  await shared.environment.close()
}

function prepareDirectory(dataDir: string): string {
  try {
    makeFolder(dataDir)
    const path = realpathSync(dataDir)
    // LMDB maps its files into memory, where a full disk is a fatal signal instead of an error: find out beforehand.
    const probe = join(path, `.probe-${process.pid}`)
    try {
      const file = openSync(probe, 'w')
      try {
        writeSync(file, Buffer.alloc(PROBE_BYTES))
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    } finally {
      rmSync(probe, { force: true })
    }
    return path
  } catch (error) {
    throw new StoreUnavailableError(
      `cannot write to the data folder ${dataDir}: ${errorMessage(error)}. Set DATA_DIR to a folder that this user can write to and that has free space`,
      { cause: error },
    )
  }
}

const DATA_FILE = 'data.mdb'
const UNFINISHED_POLL_MS = 50
const UNFINISHED_POLLS = 40

async function checkDataFile(path: string): Promise<void> {
  let state = inspectDataFile(join(path, DATA_FILE))
  for (let polls = 0; state === 'unfinished' && polls < UNFINISHED_POLLS; polls++) {
    await delay(UNFINISHED_POLL_MS)
    state = inspectDataFile(join(path, DATA_FILE))
  }
  if (state === 'absent' || state === 'usable') return
  throw damaged(path, state === 'unfinished' ? 'it was never finished' : state.damage)
}

function damaged(path: string, what: string, cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError(
    `cannot open the data in ${path}: ${DATA_FILE}: ${what}. Restore the folder from a backup, or set DATA_DIR to another one`,
    { cause },
  )
}

const HEADER_KEY = 'gamemesh'

function checkHeader(root: RootDatabase<Header, string>, path: string, rules: SessionRules): void {
  const header =
    root.get(HEADER_KEY) ??
    root.transactionSync(() => {
      const written = root.get(HEADER_KEY)
      if (!written) root.putSync(HEADER_KEY, headerOf(rules))
      return written
    })
  if (!header) return
  ensureFormat(header, path)
  const kept = rulesOf(header)
  if (!kept || sameRules(kept, rules)) return
  throw new StoreUnavailableError(
    `the data in ${path} is kept with ${describeRules(kept)} and this server has ${describeRules(rules)}: ` +
      'set the same, or stop all servers of the folder and run `gamemesh rules --apply`',
  )
}

function ensureFormat({ format }: Header, path: string): void {
  if (format === FORMAT) return
  const age = format > FORMAT ? 'a newer' : 'an older'
  throw new StoreUnavailableError(
    `the data in ${path} was written by ${age} version of Gamemesh (format ${format}, this version knows ${FORMAT}): run that version, or set DATA_DIR to another folder`,
  )
}

/** For seeing whether it has changed without reading it. */
export function headerBytes(environment: Environment): Buffer {
  return environment.root.getBinary(HEADER_KEY) ?? Buffer.alloc(0)
}

/** The rules that the data is kept by now. */
export function currentRules(environment: Environment): SessionRules | undefined {
  return rulesOf(environment.root.get(HEADER_KEY))
}

function rulesOf(header: Header | undefined): SessionRules | undefined {
  return header && { policy: header.sessionPolicy, ttlMs: header.sessionTtlMs ?? 0 }
}

function headerOf({ policy, ttlMs }: SessionRules): Header {
  return { format: FORMAT, sessionPolicy: policy, sessionTtlMs: ttlMs }
}

/** What the folder's sessions are kept by; replaces it when `change` says so. A server that runs by others serves no more. */
export async function folderRules(
  dataDir: string,
  change: Partial<SessionRules>,
  log: Logger,
): Promise<{ readonly before: SessionRules | undefined; readonly now: SessionRules }> {
  const shared = await openShared(dataDir, log)
  const { environment } = shared
  const { root } = environment
  try {
    return root.transactionSync(() => {
      const header = root.get(HEADER_KEY)
      if (header) ensureFormat(header, environment.path)
      const before = rulesOf(header)
      const now = { ...DEFAULT_RULES, ...before, ...change }
      if (!sameRules(before ?? DEFAULT_RULES, now)) root.putSync(HEADER_KEY, headerOf(now))
      return { before, now }
    })
  } finally {
    if (shared.users === 0) await environment.close()
  }
}
