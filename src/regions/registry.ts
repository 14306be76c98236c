import { MAIN_REGION } from '../base/region-name.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { RegistrationRefusedError } from './errors.ts'
import { judgeLiveness } from './liveness.ts'
import type { RegionInstance, RegionRegistration } from './region-instance.ts'

/** Bounds what a flood of registrations can hold in memory. */
export const MAX_REGISTERED_INSTANCES = 1000

interface Entry {
  readonly registration: RegionRegistration
  readonly seenAtMonotonicMs: number
  readonly seenAtWallMs: number
}

/**
 * The regional servers that main knows. In memory only: after a restart heartbeats refill it within one interval.
 * Liveness is judged when somebody looks, on the monotonic clock, so no timer runs and a jump of the wall clock ends
 * nobody.
 */
export class RegionRegistry {
  readonly #entries = new Map<string, Entry>()
  readonly #runtime: Runtime
  readonly #ownRegion: string

  constructor(runtime: Runtime, ownRegion: string) {
    this.#runtime = runtime
    this.#ownRegion = ownRegion
  }

  /** A registration is a heartbeat too: it replaces what the instance said before. */
  register(registration: RegionRegistration): RegionInstance {
    const { region } = registration
    if (region === MAIN_REGION || region === this.#ownRegion) {
      throw new RegistrationRefusedError(
        'region_name_reserved',
        `the region name "${region}" belongs to the main server; give the regional server another REGION`,
      )
    }
    this.#forgetGone()
    const key = keyOf(registration)
    if (!this.#entries.has(key) && this.#entries.size >= MAX_REGISTERED_INSTANCES) {
      throw new RegistrationRefusedError(
        'registry_full',
        `the registry holds its limit of ${MAX_REGISTERED_INSTANCES} instances; entries that stop sending heartbeats make room`,
      )
    }
    const entry = {
      registration,
      seenAtMonotonicMs: this.#runtime.monotonicNowMs(),
      seenAtWallMs: this.#runtime.wallNowMs(),
    }
    this.#entries.set(key, entry)
    return { ...registration, liveness: 'available', lastSeenAtMs: entry.seenAtWallMs }
  }

  /** By region name, then instance name: the same order on every main. */
  list(): RegionInstance[] {
    this.#forgetGone()
    return [...this.#entries.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => this.#describe(entry))
  }

  #describe({ registration, seenAtMonotonicMs, seenAtWallMs }: Entry): RegionInstance {
    const silentForMs = this.#runtime.monotonicNowMs() - seenAtMonotonicMs
    const available = judgeLiveness(silentForMs, registration.intervalMs) === 'available'
    return { ...registration, liveness: available ? 'available' : 'unavailable', lastSeenAtMs: seenAtWallMs }
  }

  #forgetGone(): void {
    const nowMs = this.#runtime.monotonicNowMs()
    for (const [key, { registration, seenAtMonotonicMs }] of this.#entries) {
      if (judgeLiveness(nowMs - seenAtMonotonicMs, registration.intervalMs) === 'gone')
        this.#entries.delete(key)
    }
  }
}

/** A space sorts before every character that a region name may have, so keys sort by region first. */
function keyOf({ region, instance }: RegionRegistration): string {
  return `${region} ${instance}`
}
