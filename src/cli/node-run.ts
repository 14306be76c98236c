import { randomInt } from 'node:crypto'
import { errorMessage } from '../base/errors.ts'
import { seededStream } from '../base/rng.ts'
import type { NodeConfig } from '../config/node-config.ts'
import { isOwnMachine } from '../control/access.ts'
import { ControlServer } from '../control/control-server.ts'
import { type MetricsServer, serveMetrics } from '../control/metrics-server.ts'
import { advertisedAddress } from '../gossip/sdk/advertised-address.ts'
import { createNode } from '../gossip/sdk/create-node.ts'
import type { GossipNode } from '../gossip/sdk/gossip-node.ts'
import { overheard } from '../gossip/sdk/overheard-transport.ts'
import { parseAddress } from '../gossip/transport/addresses.ts'
import type { OtherProtocol } from '../gossip/transport/other-protocol.ts'
import { TcpTransport } from '../gossip/transport/tcp.ts'
import { version } from '../server/version.ts'
import { type MeshMetrics, createMeshMetrics } from '../telemetry/mesh-metrics.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import type { OpenedLayer } from './mesh-secrets.ts'
import { controlled } from './node-control.ts'
import { nodeEngine } from './node-engine.ts'
import { tellMembers } from './node-lines.ts'
import { measureNode } from './node-measures.ts'
import type { NodeCommandOptions } from './node-options.ts'
import { joinRoutes, reloadOnHangup, tellTroubles } from './node-watch.ts'
import { SeedSilence } from './node-silence.ts'
import { onStopSignals } from './stop-signals.ts'
import { tell } from './terminal.ts'

/** What is asked of a node that leaves may take so long to be answered. */
const CONTROL_GRACE_MS = 500
/** For all of leaving and closing; each has a shorter bound of its own. */
const CLOSE_GUARD_MS = 10_000
const HIGHEST_SEED = 2 ** 47

/** Puts a node and its control surface together and runs them until they are stopped; gives the exit status. */
export async function runNode(options: NodeCommandOptions, opened: OpenedLayer): Promise<number> {
  const { config } = options
  const ended = Promise.withResolvers<number>()
  const leave = () => ended.resolve(EXIT_OK)
  let control: ControlServer | undefined
  const other: OtherProtocol = {
    take: (socket) => (control ? control.take(socket) : void socket.destroy()),
    plainFrom: isOwnMachine,
  }
  const silence = new SeedSilence(options.routes)
  const node = await openNode(options, opened, other, silence)
  const metrics = createMeshMetrics(config.name)
  measureNode(node, metrics)
  const { cluster, clusterNetwork: network } = config
  control = new ControlServer({
    node: controlled({ node, metrics, cluster, network, version: version(), leave }),
    access: {
      hostNames: [node.address, config.nodeAddr].map((address) => parseAddress(address).host),
      openReads: options.openReads,
    },
    onFault: (error) => tell(`a request could not be answered: ${errorMessage(error)}`),
  })
  const release = [
    onStopSignals(leave, () => process.exit(EXIT_FAILED)),
    reloadOnHangup(opened.reload),
    tellTroubles(node, () => ended.resolve(EXIT_FAILED)),
  ]
  let metricsServer: MetricsServer | undefined
  try {
    metricsServer = await openMetrics(config, metrics)
    const place =
      config.advertise === undefined ? node.address : `${config.nodeAddr}, reached at ${node.address},`
    tell(`${config.name} is listening at ${place} (${config.mode}, ${network}, ${opened.kind})`)
    joinRoutes(node, silence, () => ended.resolve(EXIT_FAILED))
    return await ended.promise
  } finally {
    setTimeout(() => process.exit(EXIT_FAILED), CLOSE_GUARD_MS).unref()
    metricsServer?.close()
    await Promise.all([control.close(CONTROL_GRACE_MS), node.leave()])
    for (const off of release.slice(1)) off()
    await node.close()
    release[0]?.()
  }
}

async function openNode(
  options: NodeCommandOptions,
  opened: OpenedLayer,
  other: OtherProtocol,
  silence: SeedSilence,
): Promise<GossipNode> {
  const { config, metadata, behindNat } = options
  const { name, cluster, clusterNetwork: networkType, nodeAddr: listen, preset, dataDir } = config
  const advertise = config.advertise ?? advertisedAddress(listen, networkType)
  const transport = new TcpTransport({
    cluster,
    random: seededStream(randomInt(HIGHEST_SEED), 'transport'),
    layer: opened.layer,
    listen,
    networkType,
    other,
    dialable: !behindNat,
    ...(advertise !== undefined && { advertise }),
  })
  const node = await createNode(
    {
      name,
      cluster,
      preset,
      listen,
      networkType,
      metadata,
      engine: nodeEngine(options),
      ...(dataDir !== undefined && { dataFolder: dataDir }),
      onEvent: tellMembers({ line: (text) => void process.stdout.write(`${text}\n`), note: tell }),
      onError: (error) => tell(errorMessage(error)),
    },
    { transport: overheard(transport, (address, reason) => silence.heard(address, reason)) },
  )
  // What any node of the command line can be asked.
  node.answer('ping', () => 'pong')
  node.answer('version', () => version())
  return node
}

async function openMetrics(
  { metricsAddr }: NodeConfig,
  metrics: MeshMetrics,
): Promise<MetricsServer | undefined> {
  if (metricsAddr === undefined) return undefined
  try {
    return await serveMetrics(parseAddress(metricsAddr), () => metrics.text())
  } catch (error) {
    throw new Error(`--metrics-addr: ${metricsAddr} cannot be listened on (${errorMessage(error)})`, {
      cause: error,
    })
  }
}
