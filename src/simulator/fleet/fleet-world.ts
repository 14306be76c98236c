import type { Logger } from '../../base/logger-port.ts'
import { type RandomStream, seededStream } from '../../base/rng.ts'
import { REQUEST_ID_HEADER, SESSION_ID_HEADER } from '../../http/schema/headers.ts'
import type { OutgoingRequest } from '../../regions/ports.ts'
import { CrashPlan } from '../cassandra/crash-points.ts'
import { SimDatabase } from '../cassandra/sim-database.ts'
import { DatabaseWeather } from '../cassandra/statement-faults.ts'
import { History } from '../history/history.ts'
import { Links } from '../world/links.ts'
import { Scheduler } from '../world/scheduler.ts'
import { EPOCH_MS } from '../world/sim-clock.ts'
import { SimNetwork } from '../world/sim-network.ts'
import { Tally } from '../world/tally.ts'
import { Trace } from '../world/trace.ts'
import type { FleetPlan } from './fleet-plan.ts'

/** Requests carry the number of the operation that they belong to, also when they are passed on. */
export function requestIdOf(operation: number): string {
  return `operation-${operation}`
}

function operationOf(requestId = ''): number {
  return Number(requestId.slice('operation-'.length))
}

/**
 * Under `allow` a forwarded start without a key is written without looking, so nobody may carry it out twice: HTTP
 * forbids that to proxies, and main itself says so when it asks a second server.
 */
function isUnkeyedForward({ headers }: OutgoingRequest): boolean {
  return headers[SESSION_ID_HEADER] !== undefined
}

/** Everything that is there once: time, the network, the database, and the books that are kept. */
export class FleetWorld {
  readonly seed: number
  readonly plan: FleetPlan
  readonly scheduler = new Scheduler()
  readonly trace: Trace
  readonly links: Links
  readonly network: SimNetwork
  readonly database = new SimDatabase()
  readonly weather = new DatabaseWeather()
  readonly history = new History()
  readonly faultsMet = new Tally()
  readonly crashPointsHit = new Tally()
  readonly crashes = new CrashPlan(this.crashPointsHit)
  /** Faults of ours that servers logged. */
  readonly errors: string[] = []

  constructor(seed: number, plan: FleetPlan, show?: (line: string) => void) {
    this.seed = seed
    this.plan = plan
    const { scheduler, faultsMet } = this
    this.trace = new Trace(() => scheduler.nowMs, show)
    this.links = new Links(this.random('links'), plan.links)
    this.network = new SimNetwork({
      scheduler,
      links: this.links,
      random: this.random('network'),
      trace: this.trace,
      faultsMet,
      mayRepeat: (request) => plan.rules.policy !== 'allow' || !isUnkeyedForward(request),
      onRepeated: ({ headers }) => {
        const operation = this.history.operations[operationOf(headers[REQUEST_ID_HEADER])]
        if (operation) operation.isRepeated = true
      },
    })
  }

  random(name: string): RandomStream {
    return seededStream(this.seed, name)
  }

  /** What the clock on the wall of the world shows. */
  get trueMs(): number {
    return EPOCH_MS + this.scheduler.nowMs
  }

  fault(what: string, detail = ''): void {
    this.faultsMet.add(what)
    this.trace.add('world', `${what} ${detail}`)
  }

  /** Log lines are part of the course: a server that decides otherwise says something else. */
  logger(name: string): Logger {
    const add = (level: string) => (message: string, fields?: object) => {
      const line = `${level} ${message} ${JSON.stringify(fields)}`
      this.trace.add(name, line)
      if (level === 'error') this.errors.push(`${name} ${line}`)
    }
    const log: Logger = {
      debug: add('debug'),
      info: add('info'),
      warn: add('warn'),
      error: add('error'),
      child: () => log,
    }
    return log
  }
}
