import type { NodeOptions } from './node-options.ts'

/** Where nodes listen unless told otherwise. */
export const DEFAULT_PORT = 7946

/** Nodes on one machine: a probe every 100 ms, any free port of the loopback interface. */
export function localConfig(options: NodeOptions): NodeOptions {
  return { preset: 'local', listen: '127.0.0.1:0', networkType: 'LOCAL', ...options }
}

/** Nodes of one data centre: a probe per second, on all interfaces. */
export function lanConfig(options: NodeOptions): NodeOptions {
  return { preset: 'lan', listen: `0.0.0.0:${DEFAULT_PORT}`, ...options }
}

/** Nodes across the world: a probe every five seconds, on all interfaces. */
export function wanConfig(options: NodeOptions): NodeOptions {
  return { preset: 'wan', listen: `0.0.0.0:${DEFAULT_PORT}`, ...options }
}
