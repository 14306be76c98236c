import { styleText } from 'node:util'

/** What `gamemesh` says to the person who called it, apart from what they asked for (that goes to standard output). */
export function tell(line: string): void {
  process.stderr.write(`gamemesh: ${line}\n`)
}

const COLOURS = { warn: 'yellow', error: 'red' } as const

/** One line of a server that the person should see, marked with the server's name. */
export function showServerLine(name: string, level: 'warn' | 'error', text: string): void {
  process.stderr.write(styleText(COLOURS[level], `[${name}] ${text}`, { stream: process.stderr }) + '\n')
}
