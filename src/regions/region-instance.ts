/** Where a region is, for policies that look at distance. */
export interface Location {
  readonly latitude: number
  readonly longitude: number
}

/** What a regional server says about itself with each registration. */
export interface RegionRegistration {
  readonly region: string
  /** Tells several servers of one region apart. */
  readonly instance: string
  readonly baseUrl: string
  /** How far apart its heartbeats are: liveness is judged by it. */
  readonly intervalMs: number
  /** How many active sessions it takes; absent: no limit. */
  readonly capacity?: number
  readonly activeSessions?: number
  /** Takes no new sessions. */
  readonly draining: boolean
  readonly location?: Location
}

/** The instance of a registration that names none. */
export const DEFAULT_INSTANCE = 'default'

export type Liveness = 'available' | 'unavailable'

/** One registered server of a region, as main sees it now. */
export interface RegionInstance extends RegionRegistration {
  readonly liveness: Liveness
  /** Wall clock, for people to read; liveness is judged on the monotonic clock. */
  readonly lastSeenAtMs: number
}
