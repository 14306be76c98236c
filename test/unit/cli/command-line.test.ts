import { describe, expect, it } from '@jest/globals'
import { type Command, readCommandLine } from '../../../src/cli/command-line.ts'

describe('gamemesh <command>', () => {
  it.each<[string, Command]>([
    ['serve', { kind: 'serve' }],
    ['up', { kind: 'up', options: {} }],
    ['start', { kind: 'start', options: {} }],
    ['up --port 9080 --data-dir=/srv/data', { kind: 'up', options: { port: 9080, dataDir: '/srv/data' } }],
    ['start --port 9080', { kind: 'start', options: { port: 9080 } }],
    ['--help', { kind: 'help' }],
    ['up -h', { kind: 'help' }],
    ['--version', { kind: 'version' }],
    ['config-docs', { kind: 'config-docs' }],
    ['rules', { kind: 'rules', apply: false }],
    ['rules --apply', { kind: 'rules', apply: true }],
  ])('[CLI-1] %s', (line, command) => {
    expect(readCommandLine(line.split(' '))).toEqual(command)
  })

  it.each([
    ['', 'a command is missing'],
    ['deploy', 'unknown command: deploy'],
    ['up now', 'unexpected argument: now'],
    ['up --prot 1', '--prot'],
    ['up --port', '--port'],
    ['up --port 65534', 'from 1 to 65533'],
    ['up --port http', 'from 1 to 65533'],
    ['up --data-dir=', 'the folder is missing'],
    ['rules --port 9080', 'takes no options but --apply'],
    ['serve --apply', '--apply belongs to "rules"'],
    ['serve --port 9080', 'described by its environment'],
  ])('[CLI-1] "%s" is refused: %s', (line, message) => {
    const words = line.split(' ').filter((word) => word !== '')
    expect(readCommandLine(words)).toEqual({ kind: 'usage', message: expect.stringContaining(message) })
  })
})
