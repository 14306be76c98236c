import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { errorMessage } from '../base/errors.ts'
import { presetConfig } from '../gossip/engine/config.ts'
import type { MeshEvent } from '../gossip/engine/effect.ts'
import { Engine } from '../gossip/engine/engine.ts'
import type { Command } from '../gossip/engine/input.ts'
import { TIMING_PRESETS } from '../gossip/membership/timing.ts'
import { EngineHost, type HostTimers } from '../gossip/transport/host.ts'
import type { Transport } from '../gossip/transport/transport.ts'
import { HttpFrames } from '../gossiper/http-frames.ts'
import type { PeerClient } from '../gossiper/peer-client.ts'
import { wallNanos } from '../gossiper/surface-parts.ts'
import { BoardOnMesh } from '../players/board-on-mesh.ts'
import { type Board, MAX_PLAYERS } from '../players/player-board.ts'
import type { GossiperEvents } from '../players/ports.ts'
import type { SharedWrite } from '../gossip/shared/shared-values.ts'
import type { GossiperConfig } from './gossiper-config.ts'

export interface GossiperMeshParts {
  readonly config: GossiperConfig
  readonly generation: number
  readonly address: string
  readonly board: Board
  readonly client: PeerClient
  readonly runtime: Runtime
  readonly timers: HostTimers
  readonly log: Logger
  readonly events: GossiperEvents
  /** The node cannot go on; says why. */
  readonly onFatal: (reason: string) => void
}

export interface GossiperMesh {
  readonly frames: (from: string, bytes: Uint8Array) => { readonly from: string; readonly frames: Uint8Array }
  readonly publish: (writes: readonly SharedWrite[]) => void
  readonly phi: () => ReadonlyMap<string, number>
  readonly members: () => ReadonlyMap<string, number>
  start(): Promise<void>
  stop(): Promise<void>
}

/** How long what is sent last may take to leave. */
const STOP_MS = 500
const CLUSTER = 'gossiper'
/** Timeouts of the preset hold for its interval, and grow and shrink with it. */
const PRESET = TIMING_PRESETS.lan

/** The mesh engine between gossipers: deltas instead of full states, over the port that serves people. */
export function gossiperMesh(parts: GossiperMeshParts): GossiperMesh {
  const { config, address, board, client, runtime, timers, log, events } = parts
  const engine = new Engine(
    engineConfig(config),
    { name: config.id, address, generation: parts.generation },
    runtime.random('gossiper engine'),
    timers.monotonicNowMs(),
  )
  const schedule = (run: () => void) => void timers.arm(0, run)
  const frames = new HttpFrames({
    address: () => address,
    client,
    events,
    schedule,
    nowMs: () => timers.monotonicNowMs(),
  })
  const stop = new AbortController()
  const left = Promise.withResolvers<void>()
  const command = (given: Command) => void host.command(given)
  const onMesh = new BoardOnMesh({
    self: config.id,
    board,
    mesh: engine,
    command,
    wallNanos: () => wallNanos(runtime),
    events,
  })
  const host: EngineHost<Command, MeshEvent> = new EngineHost({
    engine,
    transport: transportOf(frames),
    timers,
    onEvent(event) {
      onMesh.onEvent(event)
      if (event.kind === 'left') left.resolve()
      observe(event, parts)
    },
    onListenerError: (error) => log.error('a gossip listener failed', { error: errorMessage(error) }),
    onLinkFault: (peer, reason) => log.debug('a peer sent what cannot be read', { peer, reason }),
    onBroken: (error) => parts.onFatal(`the mesh engine failed: ${errorMessage(error)}`),
  })
  return {
    frames: (from, bytes) => ({ from: address, frames: frames.received(from, bytes) }),
    publish: (writes) => onMesh.publish(writes),
    phi: () => new Map(others(engine).map(({ name }) => [name, engine.phi(name)])),
    members: () => countByStatus(engine),
    async start() {
      await host.start()
      if (config.peers.length > 0) command({ kind: 'join', addresses: config.peers })
      void tending(runtime, config.intervalMs, stop.signal, () => onMesh.tend())
    },
    async stop() {
      stop.abort()
      command({ kind: 'leave' })
      await Promise.race([left.promise, runtime.sleep(STOP_MS)])
      await host.stop(STOP_MS)
    },
  }
}

async function tending(runtime: Runtime, intervalMs: number, signal: AbortSignal, tend: () => void) {
  while (!signal.aborted) {
    await runtime.sleep(intervalMs, signal)
    if (!signal.aborted) tend()
  }
}

function engineConfig({ intervalMs, fanout }: GossiperConfig) {
  const scale = intervalMs / PRESET.probeIntervalMs
  const timing = { ...PRESET, probeIntervalMs: intervalMs, healIntervalMs: PRESET.healIntervalMs * scale }
  const base = presetConfig('lan', { cluster: CLUSTER, timing, fanout, maxWaitingWrites: MAX_PLAYERS })
  return { ...base, pushGapMs: intervalMs / 10, followUpMs: Math.min(base.followUpMs, intervalMs / 10) }
}

function transportOf(frames: HttpFrames): Transport {
  return {
    get address() {
      return frames.address
    },
    listen: (handler) => frames.listen(handler),
    send: (to, frame) => frames.send(to, frame),
    drop: (address) => frames.drop(address),
    close: () => frames.close(),
    counts: {
      framesIn: 0,
      framesOut: 0,
      bytesIn: 0,
      bytesOut: 0,
      links: 0,
      queuedFrames: 0,
      dropped: {},
      refused: {},
    },
  }
}

function observe(event: MeshEvent, { config, log, events, onFatal }: GossiperMeshParts): void {
  switch (event.kind) {
    case 'round':
      events.roundBegan(1)
      return events.exchanged(event.peer, !event.mismatch, event.roundTripMs / 1000)
    case 'member':
      if (event.member.name !== config.id)
        log.info('member', { change: event.change, member: event.member.name, address: event.member.address })
      return
    case 'join-refused':
      // Anybody who reaches the port can send a refusal; those that nobody has asked for count for nothing.
      if (!config.peers.includes(event.address))
        return log.debug('a refusal that was not asked for', { peer: event.address, code: event.code })
      if (event.code === 'name_taken' || event.code === 'generation_behind')
        return onFatal(`${event.address} does not let this node in: ${event.detail}`)
      return log.warn('a peer does not let this node in', { peer: event.address, code: event.code })
    case 'displaced':
      return onFatal(`another node with the id "${config.id}" has started at ${event.address}`)
    case 'overload':
      if (event.begins) log.warn('overload', { what: event.what, detail: event.detail })
      return
    default:
  }
}

function others(engine: Engine) {
  return engine.members().filter(({ name, status }) => name !== engine.self.name && status !== 'left')
}

function countByStatus(engine: Engine): ReadonlyMap<string, number> {
  const counts = new Map([
    ['alive', 0],
    ['suspect', 0],
    ['dead', 0],
    ['left', 0],
  ])
  for (const { status } of engine.members()) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}
