import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvFileError, readEnvironment } from '../../../src/config/env.ts'
import { unreadableFiles } from '../../../src/config/unreadable-files.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gamemesh-env-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('.env', () => {
  it('[CFG-13] gives what is not set; what is set wins', () => {
    writeFileSync(join(folder, '.env'), '\uFEFFPORT=9000\n# a note\nREGION="eu" # another\nexport HOST=::1\n')
    expect(readEnvironment(folder, { PORT: '9001', LOG_LEVEL: 'warn' })).toEqual({
      environment: { PORT: '9001', REGION: 'eu', HOST: '::1', LOG_LEVEL: 'warn' },
      badLines: [],
    })
  })

  it('[CFG-13] need not exist', () => {
    expect(readEnvironment(join(folder, 'nowhere'), { PORT: '9001' })).toEqual({
      environment: { PORT: '9001' },
      badLines: [],
    })
  })

  it.each<[string, readonly number[]]>([
    ['this is not an assignment', [1]],
    ['PORT=1\nthis is not an assignment\nREGION=eu', [2]],
    ['\n# note\r\nPORT: 80\r\n\r\n=x\r\nA B=1\r\n', [3, 5, 6]],
    ['A="one\ntwo\n\nfour"\njunk\u2028junk\n', [5]],
    ['export', [1]],
  ])('[CFG-13] %j holds lines that are not understood: %j', (content, lines) => {
    writeFileSync(join(folder, '.env'), content)
    expect(readEnvironment(folder, {}).badLines).toEqual(lines)
  })

  it.each([
    '',
    '\n \t\r\n',
    '  # a note = "none\nA=1 # another',
    'export A=1\nexport\tB = 2\n  C=\n',
    'A="one\ntwo # three\n"\nB=\'a\nb\' # note\nC=`a\n"b"\n`',
    `A="it's"\nB="without end\nC='neither`,
    'a.b-c=1\r\nD="x\r\ny"\r\n',
  ])('[CFG-13] every line of %j is understood', (content) => {
    writeFileSync(join(folder, '.env'), content)
    expect(readEnvironment(folder, {}).badLines).toEqual([])
  })

  it('[CFG-13] that cannot be read is an error that names it', () => {
    const broken = join(folder, 'broken')
    mkdirSync(join(broken, '.env'), { recursive: true })
    expect(() => readEnvironment(broken, {})).toThrow(EnvFileError)
    expect(() => readEnvironment(broken, {})).toThrow(join(broken, '.env'))
  })
})

describe('TLS files', () => {
  it('[CFG-8] a file that is missing, or no file, is reported with its variable', () => {
    const readable = join(folder, 'ca.pem')
    writeFileSync(readable, 'x')
    chmodSync(readable, 0o600)
    const problems = unreadableFiles({
      CASSANDRA_TLS_CA_FILE: readable,
      CASSANDRA_TLS_CERT_FILE: join(folder, 'missing.pem'),
      CASSANDRA_TLS_KEY_FILE: folder,
    })
    expect(problems).toEqual([
      { variable: 'CASSANDRA_TLS_CERT_FILE', message: expect.stringContaining('missing.pem') },
      { variable: 'CASSANDRA_TLS_KEY_FILE', message: expect.stringContaining('not a file') },
    ])
  })
})
