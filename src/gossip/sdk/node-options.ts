import type { EngineConfig } from '../engine/config.ts'
import type { TimingPreset } from '../membership/timing.ts'
import type { ValueType } from '../shared/value-type.ts'
import type { TcpLimits } from '../transport/limits.ts'
import type { NetworkType } from '../transport/network-types.ts'
import type { MutualTlsFiles } from '../transport/tls-mutual.ts'
import type { Listener } from './listeners.ts'
import type { Metadata, NodeEvent } from './node-event.ts'

/** What people usually set. Everything but the name has a default. */
export interface NodeOptions {
  /** 1 to 64 visible ASCII characters; no two live nodes of a cluster have the same. */
  readonly name: string
  /** Only nodes of one cluster talk to each other. */
  readonly cluster?: string
  /** How fast failures are looked for: on one machine, in one data centre, across the world. */
  readonly preset?: TimingPreset
  /** Where to accept connections; port 0 for any free one. */
  readonly listen?: string
  /** What others reach this node at, if it is not what it listens on. */
  readonly advertise?: string
  /** false: others cannot dial this node, because it is behind NAT. */
  readonly dialable?: boolean
  readonly networkType?: NetworkType
  /** One secret that all nodes of the cluster know; connections are then encrypted (TLS-PSK). */
  readonly secret?: string
  /** Certificates instead of a secret (mutual TLS). */
  readonly tls?: MutualTlsFiles
  /** Keeps the number of this node's last start, so that a wrong clock does no harm. A folder belongs to one node. */
  readonly dataFolder?: string
  /** What this node says about itself from the start. */
  readonly metadata?: Metadata
  /** Value types of the application; every node of the mesh has to give their ids the same meaning. */
  readonly types?: ReadonlyArray<ValueType<unknown>>
  /** Hears everything, from the first moment on. */
  readonly onEvent?: Listener<NodeEvent>
  /** A listener or handler has thrown. The node goes on. By default the process gets a warning. */
  readonly onError?: (error: unknown) => void
  /** Changes to what follows from the preset. */
  readonly engine?: Partial<EngineConfig>
  readonly limits?: Partial<TcpLimits>
}
