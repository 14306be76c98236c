import { BreakerBoard } from '../regions/breaker-board.ts'
import { Forwarder } from '../regions/io/forwarder.ts'
import { PLACEMENT_POLICIES } from '../regions/placement/policies.ts'
import { RegionRegistry } from '../regions/registry.ts'
import { StartRouter } from '../regions/start-router.ts'
import { type ComposeParts, type ComposedServer, composeServer } from './compose-server.ts'

/** A main server: keeps the registry, places starts on regions, and runs in its own region what nobody else takes. */
export function composeMain(parts: ComposeParts): ComposedServer {
  const { config, runtime, client, metrics } = parts
  const registry = new RegionRegistry(runtime, config.region)
  const breakers = new BreakerBoard(runtime, metrics)
  return composeServer(parts, {
    regions: registry,
    breakersOpen: () => breakers.left(),
    regionsAlive: () => countAlive(registry),
    starts(local) {
      const router = new StartRouter({
        registry,
        policy: PLACEMENT_POLICIES[config.placementPolicy],
        gateway: new Forwarder(client, config.region),
        breakers,
        events: metrics,
        runtime,
        local: config.mainAcceptsSessions ? local : undefined,
      })
      return {
        // A start that another server passed on is run here, whatever its region: it is never passed on again.
        start: async (request, forwarded, context) =>
          forwarded
            ? { kind: 'session', result: await local.start(request, context) }
            : router.start(request, context),
      }
    },
  })
}

function countAlive(registry: RegionRegistry): number {
  const available = registry.list().filter(({ liveness }) => liveness === 'available')
  return new Set(available.map(({ region }) => region)).size
}
