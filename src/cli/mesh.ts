import { meshControl } from './mesh-control.ts'
import { isControlCommand } from './mesh-names.ts'

/** `gamemesh node …`, and the commands for a running node, alone or behind `node`. */
export async function mesh(words: readonly string[]): Promise<number> {
  const [first, second] = words
  if (isControlCommand(first)) return meshControl(first, words.slice(1), 'table')
  if (isControlCommand(second)) return meshControl(second, words.slice(2), 'lines')
  // A command that only asks does not wait for what a node consists of to be read from disk.
  const { node } = await import('./node.ts')
  return node(words.slice(1))
}
