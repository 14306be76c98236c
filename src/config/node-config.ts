/** What a node of the mesh is told at its start: `gamemesh node`. */
export interface NodeConfig {
  /** A seed may stand alone until others come; a node needs somebody to join. */
  readonly mode: NodeMode
  readonly name: string
  readonly cluster: string
  readonly clusterNetwork: ClusterNetwork
  /** Where it listens. */
  readonly nodeAddr: string
  /** Whom it asks to be taken in; its own address among them does no harm. */
  readonly routes: readonly string[]
  /** What others reach it at, if that is not `nodeAddr`. */
  readonly advertise?: string
  readonly secretFile?: string
  readonly tls?: { readonly keyFile: string; readonly certFile: string; readonly caFile: string }
  readonly metricsAddr?: string
  readonly preset: TimingPresetName
  /** Instead of the preset's pace. */
  readonly gossipIntervalMs?: number
  readonly fanout?: number
  readonly dataDir?: string
}

export const NODE_MODES = ['seed', 'node'] as const
export type NodeMode = (typeof NODE_MODES)[number]

export const CLUSTER_NETWORKS = ['LOCAL', 'PRIVATE', 'PUBLIC', 'DYNAMIC'] as const
export type ClusterNetwork = (typeof CLUSTER_NETWORKS)[number]

export const TIMING_PRESET_NAMES = ['local', 'lan', 'wan'] as const
export type TimingPresetName = (typeof TIMING_PRESET_NAMES)[number]
