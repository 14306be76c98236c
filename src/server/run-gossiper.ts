import { mkdir } from 'node:fs/promises'
import { errorMessage } from '../base/errors.ts'
import { Lifecycle } from '../base/lifecycle.ts'
import { createLog } from '../telemetry/log.ts'
import { openGossiper } from './compose-gossiper.ts'
import { type GossiperConfig, isLoopback } from './gossiper-config.ts'
import { readIdentity, renewOnHangup } from './gossiper-tls.ts'
import { awaitStopRequest } from './stop-request.ts'
import { systemRuntime } from './system-runtime.ts'

/** After this the process ends whatever has not closed. */
const CLOSE_GUARD_MS = 6_000

/** Runs a gossiper until SIGTERM or SIGINT; resolves with the exit code. What fails at start rejects with one line. */
export async function runGossiper(config: GossiperConfig): Promise<number> {
  const stop = awaitStopRequest()
  const { logger: log, flush } = createLog(config.logLevel, { role: 'gossiper', id: config.id })
  const lifecycle = new Lifecycle(log)
  const fatal = Promise.withResolvers<string>()
  try {
    const tls = config.tls && (await readIdentity(config.tls))
    if (config.dataDir !== undefined) await mkdir(config.dataDir, { recursive: true })
    const runtime = systemRuntime()
    const opened = openGossiper({
      config,
      ...(tls && { tls }),
      runtime,
      log,
      lifecycle,
      onFatal: fatal.resolve,
      ...(config.logLevel === 'debug' && {
        onSpan: ({ name, attributes, ...span }) => log.debug(name, { ...span, ...attributes }),
      }),
    })
    const gossiper = await Promise.race([opened, stop.signal.then(() => undefined)])
    if (gossiper) {
      lifecycle.opened(
        'SIGHUP',
        renewOnHangup(config.tls, (identity) => gossiper.renew(identity), log),
      )
      log.info('serving', { host: config.host, port: gossiper.port, peers: config.peers.join(',') })
      if (config.token === undefined && !isLoopback(config))
        log.warn('anybody who can reach this node can change scores; --token-file and --tls-ca close it')
    }
    const ended = await Promise.race([stop.signal, fatal.promise.then((reason) => ({ reason }))])
    log.info('stopping', typeof ended === 'string' ? { signal: ended } : ended)
    guardAgainstHanging(flush)
    await lifecycle.close()
    if (typeof ended !== 'string') throw new Error(ended.reason)
    return 0
  } catch (error) {
    await lifecycle.close()
    throw startError(error, config)
  } finally {
    await flush()
    stop.release()
  }
}

const ADDRESS_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program: stop it, or choose another --addr',
  EADDRNOTAVAIL: 'is no address of this machine: choose another --addr',
  EACCES: 'must not be used by this user: choose another --addr',
  ENOTFOUND: 'has a host that is not known: choose another --addr',
  EAI_AGAIN: 'has a host that cannot be looked up now',
}

function startError(error: unknown, { host, port, dataDir }: GossiperConfig): Error {
  const fault = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in fault ? String(fault.code) : ''
  const syscall = 'syscall' in fault ? String(fault.syscall) : ''
  const what = ADDRESS_FAULTS[code]
  if (what !== undefined && /^(listen|getaddrinfo)/.test(syscall))
    return new Error(`${host}:${port} ${what}`, { cause: fault })
  return code === '' || dataDir === undefined
    ? fault
    : new Error(`the data folder ${dataDir} cannot be used: ${errorMessage(error)}`, { cause: fault })
}

function guardAgainstHanging(flush: () => Promise<void>): void {
  setTimeout(() => void flush().finally(() => process.exit(1)), CLOSE_GUARD_MS).unref()
}
