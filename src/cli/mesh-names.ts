/** What can be asked of a running node: `gamemesh <name>` or `gamemesh node <name>`. */
export const CONTROL_COMMANDS = [
  'status',
  'members',
  'get',
  'set',
  'delete',
  'keys',
  'watch',
  'broadcast',
  'events',
  'query',
  'rtt',
  'stats',
  'meta',
  'leave',
] as const
export type ControlCommand = (typeof CONTROL_COMMANDS)[number]

export function isControlCommand(word: string | undefined): word is ControlCommand {
  return CONTROL_COMMANDS.some((name) => name === word)
}

export function isMeshCommand(word: string | undefined): boolean {
  return word === 'node' || isControlCommand(word)
}
