import type { SessionEvents, StoreEvents } from '../../src/sessions/ports.ts'

export const noStoreEvents: StoreEvents = { sessionExpired: () => {} }

export const noSessionEvents: SessionEvents = {
  sessionStarted: () => {},
  sessionExited: () => {},
  sessionReplaced: () => {},
}
