import { type EngineConfig, presetConfig } from '../gossip/engine/config.ts'
import { TIMING_PRESETS } from '../gossip/membership/timing.ts'
import type { NodeCommandOptions } from './node-options.ts'

/** Whoever stops a node does not wait longer than this for the others to be told, however slow the preset's pace is. */
const MAX_LEAVE_MS = 3_000

/** What the command line changes of what follows from the preset. */
export function nodeEngine({ config, detector }: NodeCommandOptions): Partial<EngineConfig> {
  const { preset, gossipIntervalMs, fanout } = config
  return {
    detector,
    leaveMs: Math.min(MAX_LEAVE_MS, presetConfig(preset).leaveMs),
    ...(fanout !== undefined && { fanout }),
    ...(gossipIntervalMs !== undefined && {
      timing: { ...TIMING_PRESETS[preset], probeIntervalMs: gossipIntervalMs },
    }),
  }
}
