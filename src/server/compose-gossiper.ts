import type { Lifecycle } from '../base/lifecycle.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { HybridClock } from '../gossip/crdt/hlc.ts'
import { nanosOfMs } from '../gossip/crdt/nanos.ts'
import type { SharedWrite } from '../gossip/shared/shared-values.ts'
import { formatAddress } from '../gossip/transport/addresses.ts'
import { systemTimers } from '../gossip/transport/system-timers.ts'
import { FullExchange } from '../gossiper/full-exchange.ts'
import { Generations } from '../gossip/sdk/generations.ts'
import { type GossiperServer, type TlsIdentity, listenForGossip } from '../gossiper/http-server.ts'
import { lockFolder } from '../gossiper/folder-lock.ts'
import { PeerClient } from '../gossiper/peer-client.ts'
import { type JournalSource, PlayerJournal } from '../gossiper/player-journal.ts'
import { type Surface, createSurface } from '../gossiper/surface.ts'
import { type SurfaceParts, wallNanos } from '../gossiper/surface-parts.ts'
import { type PlayerForm, lastWriterForm, siblingsForm } from '../players/player-form.ts'
import { type Board, PlayerBoard } from '../players/player-board.ts'
import { createGossiperMetrics } from '../telemetry/gossiper-metrics.ts'
import type { RoundSpan } from '../gossip/sdk/round-span.ts'
import { type GossiperConfig, isLoopback } from './gossiper-config.ts'
import { type GossiperMesh, gossiperMesh } from './gossiper-mesh.ts'
import { traced } from './gossiper-trace.ts'

export interface GossiperParts {
  readonly config: GossiperConfig
  readonly tls?: TlsIdentity
  readonly runtime: Runtime
  readonly log: Logger
  readonly lifecycle: Lifecycle
  readonly onFatal: (reason: string) => void
  /** Is told of each exchange that this node began, as a span of a trace. */
  readonly onSpan?: (span: RoundSpan) => void
}

export interface OpenedGossiper {
  readonly port: number
  /** Connections from now on, in both directions, go by this. */
  renew(tls: TlsIdentity): void
}

/** Time for answers that are under way when the node stops. */
const CLOSE_GRACE_MS = 2_000

/** Opens a gossiper in the order of need; `lifecycle` closes it in the reverse order. */
export async function openGossiper(parts: GossiperParts): Promise<OpenedGossiper> {
  const { config, tls, runtime, log, lifecycle, onSpan } = parts
  const metrics = createGossiperMetrics(config.id)
  const events = onSpan ? traced({ events: metrics, runtime, log, onSpan }) : metrics
  if (config.dataDir !== undefined) {
    const lock = lockFolder(config.dataDir)
    lifecycle.opened('data folder', () => lock.release())
  }
  const generation = await generationOf(config, runtime)
  const kept = await keptBoard(parts, generation)
  const { board } = kept
  const client = new PeerClient({
    ...(tls && { tls }),
    ...(config.token !== undefined && { token: config.token }),
  })
  lifecycle.opened('connections to peers', () => client.close())

  // The engine has to know its port, which is known when the server listens.
  let mesh: GossiperMesh | undefined
  const surface: SurfaceParts = {
    id: config.id,
    board,
    runtime,
    log,
    events,
    metrics: () => metrics.text(),
    publish: (writes) => mesh?.publish(writes),
    saved: kept.saved,
    certifiedPeers: tls?.ca !== undefined,
    ...(config.token !== undefined && { token: config.token }),
    ...(isForThisMachine(config) && { hostNames: config.hostNames }),
  }
  const withFrames: SurfaceParts = config.delta
    ? { ...surface, frames: (from, bytes) => mesh?.frames(from, bytes) ?? NO_FRAMES }
    : surface
  const server = await listen(createSurface(withFrames), parts)

  if (config.delta) {
    const address = config.advertise ?? formatAddress({ host: config.host, port: server.port })
    const on = { config, generation, address, board, client, runtime, timers: systemTimers, log }
    mesh = gossiperMesh({ ...on, events, onFatal: parts.onFatal })
    metrics.observe({ ...observed(board), phi: mesh.phi, members: mesh.members })
    await mesh.start()
    lifecycle.opened('mesh', () => mesh?.stop())
    mesh.publish(kept.writes)
  } else {
    metrics.observe(observed(board))
    const { peers, intervalMs, fanout } = config
    const exchange = new FullExchange({
      peers,
      intervalMs,
      fanout,
      board,
      client,
      runtime,
      log,
      events,
    })
    exchange.start()
    lifecycle.opened('exchanges', () => exchange.stop())
  }
  return {
    port: server.port,
    renew(identity) {
      server.renew(identity)
      client.renew(identity)
    },
  }
}

/** It is open because nobody else reaches it, so a page must not reach it either. */
function isForThisMachine(config: GossiperConfig): boolean {
  return isLoopback(config) && config.token === undefined && config.tls === undefined
}

const NO_FRAMES = { from: '', frames: new Uint8Array() }

async function listen(surface: Surface, { config, tls, lifecycle }: GossiperParts): Promise<GossiperServer> {
  const { host, port } = config
  const server = await listenForGossip(surface, { host, port, ...(tls && { tls }) })
  lifecycle.opened('HTTP server', () => server.close(CLOSE_GRACE_MS))
  return server
}

function observed(board: Board) {
  return { players: () => board.size, waiting: () => board.waiting }
}

function generationOf({ dataDir }: GossiperConfig, runtime: Runtime): Promise<number> {
  return new Generations(dataDir, () => runtime.wallNowMs()).next()
}

interface KeptBoard {
  readonly board: Board
  readonly saved: () => Promise<void>
  /** What the mesh has to be told of what was restored. */
  readonly writes: readonly SharedWrite[]
}

function keptBoard(parts: GossiperParts, generation: number): Promise<KeptBoard> {
  return parts.config.conflicts === 'siblings'
    ? keepBoard(siblingsForm, parts, generation)
    : keepBoard(lastWriterForm, parts, generation)
}

async function keepBoard<V>(
  form: PlayerForm<V>,
  { config, runtime, log, lifecycle }: GossiperParts,
  generation: number,
): Promise<KeptBoard> {
  const { id, dataDir, maxDriftMs } = config
  let journal: PlayerJournal | undefined
  const board = new PlayerBoard({
    self: id,
    actor: `${id}:${generation}`,
    form,
    clock: new HybridClock(nanosOfMs(maxDriftMs)),
    onChanged: (player) => journal?.changed(player),
  })
  if (dataDir === undefined) return { board, saved: () => Promise.resolve(), writes: [] }
  const saved = await PlayerJournal.open(dataDir, sourceOf(board))
  const writes = saved.lines.flatMap((line) => {
    const outcome = board.restore(line, wallNanos(runtime))
    if (!outcome.ok) throw new Error(`${dataDir} cannot be read with these options: ${outcome.detail}`)
    return outcome.writes
  })
  if (saved.damaged > 0)
    log.warn('lines of the journal were damaged and left out', { lines: saved.damaged, data_dir: dataDir })
  journal = saved.journal
  lifecycle.opened('journal', () => saved.journal.close())
  return { board, saved: () => saved.journal.saved(), writes }
}

function sourceOf(board: Board): JournalSource {
  return {
    textOf: (id) => board.textOf(id),
    ids: () => board.ids(),
    get size() {
      return board.size
    },
  }
}
