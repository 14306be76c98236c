import { between, type RandomStream } from '../../base/rng.ts'
import { DATA_CENTRES, type DataCentre } from '../cassandra/replicas.ts'
import { HEALTHY_DATABASE } from '../cassandra/statement-faults.ts'
import { GOOD_LINKS } from '../world/links.ts'
import { NO_REQUEST_FAULTS } from '../world/request-faults.ts'
import { pick, type WorldFault } from './fleet-plan.ts'
import type { FleetServer } from './fleet-server.ts'
import type { FleetWorld } from './fleet-world.ts'

const HOUR_MS = 3_600_000
const SHORTEST_MS = 200
const LONGEST_MS = 8_000
const JUMPS_MS = [-HOUR_MS, HOUR_MS, -HOUR_MS, HOUR_MS, 5_000, -5_000]

/** Breaks the world as its plan says, and heals it. */
export class WorldFaults {
  readonly #world: FleetWorld
  readonly #servers: readonly FleetServer[]
  readonly #random: RandomStream
  readonly #ends = new Set<() => void>()
  #isHealed = false
  /** The largest jump of a clock under a running server. */
  jumpedMs = 0

  constructor(world: FleetWorld, servers: readonly FleetServer[]) {
    this.#world = world
    this.#servers = servers
    this.#random = world.random('world faults')
  }

  begin(): void {
    const { plan, links, network, weather, crashes, scheduler } = this.#world
    links.quality = plan.links
    network.faults = plan.requests
    weather.faults = plan.database
    for (const { atMs, point, passes } of plan.crashes) {
      scheduler.after(atMs, () => {
        if (!this.#isHealed) crashes.arm(point, passes)
      })
    }
    for (const fault of plan.worldFaults) this.#next(fault)
  }

  /** Whatever is broken is whole again; what was set wrong is set right by starting it again. */
  heal(): void {
    const { links, network, weather, crashes } = this.#world
    this.#isHealed = true
    for (const end of this.#ends) end()
    this.#ends.clear()
    links.quality = GOOD_LINKS
    network.faults = NO_REQUEST_FAULTS
    weather.faults = HEALTHY_DATABASE
    crashes.disarm()
    for (const server of this.#servers) if (server.clock.wasSet) server.life?.kill()
    this.#world.trace.add('world', 'heals')
  }

  #next(fault: WorldFault): void {
    const { scheduler, plan } = this.#world
    scheduler.after(between(this.#random, 0, 2 * plan.worldFaultEveryMs), () => {
      if (this.#isHealed) return
      this.#happen(fault)
      this.#next(fault)
    })
  }

  #happen(fault: WorldFault): void {
    const server = pick(this.#random, this.#servers)
    switch (fault) {
      case 'crash':
        return this.#crash(server)
      case 'graceful restart':
        this.#world.fault(fault, server.name)
        return void server.stop()
      case 'pause':
        return this.#pause(server)
      case 'clock jump':
        return this.#jump(server)
      case 'partition':
      case 'one-way partition':
        return this.#partition(fault, server)
      case 'database outage':
        return this.#outage(fault, DATA_CENTRES)
      default:
        return this.#outage(fault, [pick(this.#random, DATA_CENTRES)])
    }
  }

  #crash(server: FleetServer): void {
    if (!server.life) return
    this.#world.fault('crash', server.name)
    server.life.kill()
  }

  #pause(server: FleetServer): void {
    const { life } = server
    if (!life?.isRunning) return
    this.#world.fault('pause', server.name)
    life.pause()
    this.#later(() => life.resume())
  }

  /** Set wrong; sometimes set right again after a while. */
  #jump(server: FleetServer): void {
    const ms = pick(this.#random, JUMPS_MS)
    if (server.clock.isWrong) return
    this.#world.fault('clock jump', `${server.name} ${ms}`)
    server.clock.jump(ms)
    this.jumpedMs = Math.max(this.jumpedMs, Math.abs(ms))
    if (this.#random.next() < 0.5) this.#later(() => server.clock.correct())
  }

  #partition(fault: WorldFault, server: FleetServer): void {
    const { links } = this.#world
    const other = pick(this.#random, this.#servers)
    if (other === server) return
    this.#world.fault(fault, `${server.name} ${other.name}`)
    const isBothWays = fault === 'partition'
    links.block(server.name, other.name)
    if (isBothWays) links.block(other.name, server.name)
    this.#later(() => {
      links.unblock(server.name, other.name)
      if (isBothWays) links.unblock(other.name, server.name)
    })
  }

  #outage(fault: WorldFault, centres: readonly DataCentre[]): void {
    const { weather } = this.#world
    this.#world.fault(fault, centres.join(' '))
    for (const dc of centres) weather.out.add(dc)
    this.#later(() => {
      for (const dc of centres) weather.out.delete(dc)
    })
  }

  /** Ends after a while, or when the world heals. */
  #later(end: () => void): void {
    this.#ends.add(end)
    this.#world.scheduler.after(between(this.#random, SHORTEST_MS, LONGEST_MS), () => {
      if (this.#ends.delete(end)) end()
    })
  }
}
